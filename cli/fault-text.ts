/** The error of a fault of ours, for whoever reports it; with AMBIT_DEBUG also where it happened. */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { AMBIT_DEBUG } = process.env;
  return (AMBIT_DEBUG === undefined ? error.message : error.stack) ?? error.message;
}

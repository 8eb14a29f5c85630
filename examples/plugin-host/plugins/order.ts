/** What a plugin is told of. */
export interface Order {
  readonly id: number;
  readonly buyer: string;
  readonly country: string;
  readonly cents: number;
  readonly note: string;
}

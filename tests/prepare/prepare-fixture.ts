/** The one place where tests of the analysis touch its API. */
import { prepare, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { checkDiagnostics, type Fixture, fixtureWorkspace, parseFixture } from "../fixtures/markers.ts";

/** Prepares the first file of a fixture from scratch. */
export async function prepareFixture(fixture: Fixture): Promise<PreparedModule> {
  return await prepare(fixture.entry, fixtureWorkspace(fixture));
}

/** Prepares a fixture and compares all findings, or those of the codes that `only` picks, with its markers. */
export async function checkFixture(
  text: string,
  options: { only?: (code: string) => boolean } = {},
): Promise<PreparedModule> {
  const fixture = parseFixture(text);
  const prepared = await prepareFixture(fixture);
  checkDiagnostics(fixture, prepared.diagnostics, options);
  return prepared;
}

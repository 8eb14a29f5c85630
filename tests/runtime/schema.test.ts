/** `ambit:schema` in an isolate. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { makeProject, type Project } from "./project.ts";

const IMPORT = 'import { problemsOf, SchemaError, validate } from "ambit:schema";';

describe("ambit:schema", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({});
  });
  after(() => project[Symbol.asyncDispose]());

  const run = (body: string, imports = IMPORT, limits: object = {}) =>
    project.runBody(body, { manifest: { limits }, imports });

  const STATION =
    '{ type: "object", properties: { id: { type: "string" }, days: { type: "array", items: { type: "integer" } } }, required: ["id"] } as const';

  it("gives back what fits", async () => {
    const { result, error } = await run(
      `const given = { id: "a", days: [1] }; return validate(${STATION}, given) === given`,
    );
    assert.equal(result, true, error);
  });

  it("says everything that does not fit, and where", async () => {
    const { result, error } = await run(`return problemsOf(${STATION}, { days: [1, "b", 2.5] })`);
    assert.deepEqual(
      result,
      [
        { pointer: "", message: 'instance does not have required property "id"' },
        { pointer: "/days/1", message: 'it is of type "string", not "integer"' },
        { pointer: "/days/2", message: 'it is of type "number", not "integer"' },
      ],
      error,
    );
  });

  it("throws an error that has the problems", async () => {
    const body = `try { validate(${STATION}, 5) } catch (e) { return [e instanceof SchemaError, e instanceof TypeError, e.name, e.message, e.problems.length] }`;
    const { result, error } = await run(body);
    const message = 'The value does not fit its schema: it is of type "number", not "object"';
    assert.deepEqual(result, [true, true, "SchemaError", message, 1], error);
  });

  it("says what is wrong with a schema", async () => {
    const body = `return [{ type: "text" }, { properties: { a: { minLength: -1 } } }, 5].map((schema: any) => { try { problemsOf(schema, 1) } catch (e) { return e.message } })`;
    const { result, error } = await run(body);
    assert.equal(error, "");
    assert.match(String((result as string[])[0]), /^The schema is none: "\/type" is "text".* did you mean "string"\?$/);
    assert.match(
      String((result as string[])[1]),
      /^The schema is none: "\/properties\/a\/minLength" is a number; write a whole number from 0$/,
    );
    assert.match(
      String((result as string[])[2]),
      /^The schema is none: it is a number; a schema is an object or a boolean$/,
    );
  });

  it("is not kept busy by a pattern that goes back and forth", async () => {
    const body = `return problemsOf({ type: "string", pattern: "^(a+)+$" }, "a".repeat(50) + "b").length`;
    assert.equal((await run(body, IMPORT, { "execution/cpu-time": "2s" })).result, 1);
  });

  it("can be imported later, and required by packages", async () => {
    const { result } = await run(`const { validate } = await import("ambit:schema"); return validate(true, 7)`, "");
    assert.equal(result, 7);
    project.write("/node_modules/checks/package.json", '{ "name": "checks", "main": "index.js" }');
    project.write(
      "/node_modules/checks/index.js",
      'exports.check = (value) => require("ambit:schema").validate({ type: "number" }, value);',
    );
    const required = await run("return check(8)", 'import { check } from "checks";');
    assert.equal(required.result, 8, required.error);
  });
});

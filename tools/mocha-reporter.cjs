/**
 * The reporter of every mocha suite: one line per outer `describe`, failures in full at the end, then the total.
 *
 * Adds `{ suite, passed, failed }` as a line to the file that AMBIT_TOTALS names, from which `.ci/run` takes its sum.
 * CommonJS, because mocha loads a reporter with `require` and wants the class itself.
 */
const { appendFileSync } = require("node:fs");
const Mocha = require("mocha");

const { EVENT_RUN_END, EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_TEST_FAIL, EVENT_TEST_PASS } = Mocha.Runner.constants;
const { color, list, symbols } = Mocha.reporters.Base;
const SLOWEST = 5;

module.exports = class Reporter extends Mocha.reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    let outer = { passed: 0, failed: 0, startedAt: 0 };
    const timed = [];
    const isOuter = (suite) => suite.parent?.root === true;
    runner.on(EVENT_SUITE_BEGIN, (suite) => {
      if (isOuter(suite)) outer = { passed: 0, failed: 0, startedAt: Date.now() };
    });
    runner.on(EVENT_TEST_PASS, (test) => {
      outer.passed++;
      timed.push(test);
    });
    runner.on(EVENT_TEST_FAIL, () => outer.failed++);
    runner.on(EVENT_SUITE_END, (suite) => {
      if (isOuter(suite)) printOuter(suite.title, outer);
    });
    runner.once(EVENT_RUN_END, () => {
      if (this.failures.length > 0) list(this.failures);
      printSlowest(timed);
      const { passes: passed, failures: failed, duration } = this.stats;
      console.log(`\n${passed} passed, ${failed} failed (${((duration ?? 0) / 1000).toFixed(1)} s)`);
      const totals = process.env.AMBIT_TOTALS;
      if (totals) appendFileSync(totals, `${JSON.stringify({ suite: "mocha", passed, failed })}\n`);
    });
  }
};

function printOuter(title, { passed, failed, startedAt }) {
  const good = failed === 0;
  const mark = good ? color("checkmark", symbols.ok) : color("fail", symbols.err);
  const counts = good ? `${passed} passed` : `${passed} passed, ${failed} failed`;
  console.log(`${mark} ${title}  ${color("pass", `${counts}, ${Date.now() - startedAt} ms`)}`);
}

function printSlowest(timed) {
  const slow = timed.filter((test) => (test.duration ?? 0) > test.slow()).sort((a, b) => b.duration - a.duration);
  if (slow.length === 0) return;
  console.log("\nSlowest:");
  for (const test of slow.slice(0, SLOWEST)) console.log(`  ${test.duration} ms  ${test.fullTitle()}`);
}

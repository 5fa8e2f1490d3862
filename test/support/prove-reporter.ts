import type { Reporter, TestCase, TestModule } from 'vitest/node';

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(0)} s`;
const everySeconds = 30;

/** Prints what `npm run prove` is doing every half minute, what its tests say of themselves, and a table of its files at the end. */
export class ProveReporter implements Reporter {
  #running: { readonly name: string; readonly since: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #print: (line: string) => void;

  constructor(print = (line: string): void => void process.stdout.write(`${line}\n`)) {
    this.#print = print;
  }

  onTestRunStart(): void {
    this.#timer = setInterval(() => this.#tick(), everySeconds * 1000);
    this.#timer.unref();
  }

  onTestCaseReady(test: TestCase): void {
    this.#running = { name: test.fullName, since: performance.now() };
  }

  onTestCaseResult(test: TestCase): void {
    const duration = test.diagnostic()?.duration ?? 0;
    for (const { message } of test.annotations()) this.#print(`${message.padStart(12)}  ${test.fullName}`);
    if (test.result().state === 'failed') this.#print(`FAILED ${test.fullName}`);
    else if (duration > 5_000) this.#print(`${seconds(duration).padStart(6)}  ${test.fullName}`);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    clearInterval(this.#timer);
    this.#print('\nfile, tests, duration');
    for (const { relativeModuleId, children, diagnostic } of modules.map(summaryOf))
      this.#print(`${relativeModuleId}, ${children}, ${seconds(diagnostic)}`);
  }

  #tick(): void {
    if (this.#running !== undefined)
      this.#print(`   ...  ${this.#running.name} (${seconds(performance.now() - this.#running.since)} so far)`);
  }
}

const summaryOf = (module: TestModule) => ({
  relativeModuleId: module.relativeModuleId,
  children: [...module.children.allTests()].length,
  diagnostic: module.diagnostic().duration,
});

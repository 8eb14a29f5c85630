/**
 * What we use of playwright-core, which is installed for the journeys only and has no place in our dependencies.
 */

/** The package. */
export interface PlaywrightCore {
  readonly chromium: { launchPersistentContext(folder: string, options: object): Promise<Browser> };
}

/** A browser with its own profile. */
export interface Browser {
  pages(): Page[];
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface WaitOptions {
  readonly state?: "attached" | "detached" | "visible" | "hidden";
  readonly timeout?: number;
}

/** One page. */
export interface Page {
  readonly keyboard: {
    press(key: string): Promise<void>;
    type(text: string, options?: { delay?: number }): Promise<void>;
  };
  readonly mouse: { move(x: number, y: number): Promise<void>; down(): Promise<void>; up(): Promise<void> };
  setDefaultTimeout(timeoutMs: number): void;
  /** Runs a script in each page before its own. */
  addInitScript(script: { readonly content: string }): Promise<unknown>;
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  /** The page and all frames in it. */
  frames(): readonly Pick<Page, "locator" | "waitForSelector">[];
  click(
    selector: string,
    options?: { readonly button?: "left" | "right"; readonly clickCount?: number },
  ): Promise<void>;
  dblclick(selector: string): Promise<void>;
  hover(selector: string): Promise<void>;
  waitForSelector(selector: string, options?: WaitOptions): Promise<unknown>;
  locator(selector: string): Locator;
  screenshot(options: { readonly path: string; readonly clip?: object }): Promise<unknown>;
}

/** Elements, looked up again at each use. */
export interface Locator {
  count(): Promise<number>;
  first(): Locator;
  focus(): Promise<void>;
  getAttribute(name: string): Promise<string | null>;
  boundingBox(): Promise<{
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } | null>;
  allInnerTexts(): Promise<string[]>;
  evaluateAll<T>(
    read: (elements: { getAttribute(name: string): string | null; textContent: string | null }[]) => T,
  ): Promise<T>;
}

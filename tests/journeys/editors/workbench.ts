/**
 * What a person does in VS Code, as words: by keyboard where a person would.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "./browser.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** A list row of a view that holds a text. */
function row(text: string): string {
  return `.monaco-list-row:has-text("${text}")`;
}

/** The title of a section, which may have a description behind its name. */
function headerOf(name: string): string {
  return `.pane-header[aria-label^="${name} "]`;
}

/** A section of the side bar. */
function sectionOf(name: string): string {
  return `.pane:has(${headerOf(name)})`;
}

/** How a picture is taken. */
interface PictureOptions {
  /** It is one of the documentation. */
  readonly documented?: boolean;
  /** It shows what the mouse rests on. */
  readonly mouseStays?: boolean;
  /** The selector of the only part that it shows. */
  readonly part?: string;
}

/** The window. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a file of the explorer's top folder. */
  async open(file: string): Promise<void> {
    await this.page.dblclick(`.explorer-folders-view ${row(file)}`);
    await this.page.waitForSelector(`.tab.active[data-resource-name="${file}"]`);
    await this.page.waitForSelector(".view-line");
  }

  /** Opens a file by its name alone. */
  async openByName(file: string): Promise<void> {
    await this.page.keyboard.press("Control+p");
    await this.page.waitForSelector(".quick-input-widget input");
    await this.page.keyboard.type(file);
    await this.page.waitForSelector(`.quick-input-list ${row(file)}`);
    await this.page.keyboard.press("Enter");
    await this.page.waitForSelector(`.tab.active[data-resource-name="${file}"]`);
    await this.page.click(".monaco-editor .view-lines");
  }

  /** Puts the cursor at the beginning of a line (from 1). */
  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press("Control+g");
    await this.page.waitForSelector(".quick-input-widget input");
    await this.page.keyboard.type(String(line));
    await this.page.keyboard.press("Enter");
    await this.page.waitForSelector(".quick-input-widget", { state: "hidden" });
  }

  /** Runs a command by its name in the palette. */
  async run(command: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.page.waitForSelector(".quick-input-widget input");
    await this.page.keyboard.type(command);
    await this.page.waitForSelector(`.quick-input-list ${row(command.replace(/^.*: /, ""))}`);
    await this.page.keyboard.press("Enter");
  }

  /** Writes an answer into the input with a title. */
  async answer(title: string, text: string): Promise<void> {
    await this.see(`.quick-input-title >> text=${title}`);
    await this.see(".quick-input-widget input:focus");
    await this.press("Control+a");
    await this.page.keyboard.type(text);
    await this.press("Enter");
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** The words of the text in sight that an extension has coloured, by the class of their colour. */
  async coloredWords(): Promise<ReadonlyMap<string, readonly string[]>> {
    const spans = this.page.locator('.view-line span[class*="TextEditorDecorationType"]');
    const words = await spans.evaluateAll((elements) =>
      elements.map((one) => [one.getAttribute("class") ?? "", one.textContent ?? ""] as const),
    );
    const kinds = Map.groupBy(words, ([name]) => /ced-\S+/.exec(name)?.[0] ?? "");
    return new Map([...kinds].map(([kind, all]) => [kind, all.map(([, word]) => word)]));
  }

  /** Waits for an element; "attached" also for what has no area, such as a squiggle. */
  async see(selector: string): Promise<void> {
    await this.page.waitForSelector(selector, { state: "attached" });
  }

  async notSee(selector: string): Promise<void> {
    await this.page.waitForSelector(selector, { state: "detached" });
  }

  /** Opens or closes a scope or a variable, by keyboard from its row. */
  async setOpen(label: string, open: boolean): Promise<void> {
    const selector = `.debug-variables .monaco-list-row[aria-label^="${label}"]`;
    const node = this.page.locator(selector).first();
    const isSo = async (): Promise<boolean> => (await node.getAttribute("aria-expanded")) === String(open);
    await this.page.waitForSelector(selector);
    if (await isSo()) return;
    await this.page.click(`${selector} .monaco-tl-contents`);
    // The click itself opens or closes what it hits, unless the rows are drawn anew meanwhile.
    for (let tries = 0; tries < 5 && !(await this.#soon(isSo)); tries++)
      await this.page.keyboard.press(open ? "ArrowRight" : "ArrowLeft");
    await this.until(isSo, `${label} is ${open ? "open" : "closed"}`);
  }

  /** Closes sections of the side bar, so that the others have room. */
  async closeSections(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.#toggleSection(name, "true");
  }

  async openSections(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.#toggleSection(name, "false");
  }

  /** What the rows of a section of the side bar that are in sight say to a screen reader. */
  async rows(section: string): Promise<string[]> {
    const rows = this.page.locator(`${sectionOf(section)} .monaco-list-row`);
    return rows.evaluateAll((elements) =>
      elements.map((one) => one.getAttribute("aria-label") ?? one.textContent ?? ""),
    );
  }

  /** The selector of a row of a section, by a text that it holds. */
  rowOf(section: string, text: string): string {
    return `${sectionOf(section)} ${row(text)}`;
  }

  /** Clicks an action that stands in a row; its label may end with its key. */
  async act(section: string, text: string, action: string): Promise<void> {
    const selector = this.rowOf(section, text);
    await this.page.hover(selector);
    await this.page.click(`${selector} .action-label[aria-label^="${action}"]`);
  }

  /** Chooses from the menu of an element. */
  async choose(selector: string, item: string): Promise<void> {
    const chosen = `.monaco-menu .action-item:has-text("${item}")`;
    await this.page.click(selector, { button: "right" });
    await this.page.click(chosen);
    // A menu that has just come takes no notice of a click, and stays.
    if (!(await this.#soon(async () => (await this.page.locator(chosen).count()) === 0))) await this.page.click(chosen);
  }

  async #toggleSection(name: string, isExpanded: "true" | "false"): Promise<void> {
    const header = headerOf(name);
    await this.page.waitForSelector(header);
    if ((await this.page.locator(header).getAttribute("aria-expanded")) === isExpanded) await this.page.click(header);
  }

  /** Makes the side bar wider by so many pixels. */
  async widenSideBar(byPixels: number): Promise<void> {
    const box = await this.#boxOf(".part.sidebar");
    const edge = box.x + box.width;
    await this.#drag([edge, box.y + box.height / 2], [byPixels, 0]);
  }

  /** Moves the upper edge of a section of the side bar down by so many pixels. */
  async lowerSection(name: string, byPixels: number): Promise<void> {
    const box = await this.#boxOf(sectionOf(name));
    await this.#drag([box.x + box.width / 2, box.y], [0, byPixels]);
  }

  /** Whether something is so within a second. */
  async #soon(isSo: () => Promise<boolean>): Promise<boolean> {
    for (let i = 0; i < 10; i++) {
      if (await isSo()) return true;
      await sleep(100);
    }
    return false;
  }

  async #boxOf(selector: string): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await this.page.locator(selector).boundingBox();
    if (box === null) throw new Error(`There is no ${selector}`);
    return box;
  }

  async #drag([x, y]: readonly [number, number], [byX, byY]: readonly [number, number]): Promise<void> {
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + byX, y + byY);
    await this.page.mouse.up();
  }

  /** What the visible rows of Variables say to a screen reader. */
  async variables(): Promise<string[]> {
    const rows = this.page.locator(".debug-variables .monaco-list-row");
    return rows.evaluateAll((elements) =>
      elements.map((one) => one.getAttribute("aria-label") ?? one.textContent ?? ""),
    );
  }

  /** The messages in the corner. */
  async notifications(): Promise<string[]> {
    return this.page.locator(".notification-toast").allInnerTexts();
  }

  /** What the debug console shows. */
  async console(): Promise<string> {
    return (await this.page.locator(".repl .monaco-list-row").allInnerTexts()).join("\n");
  }

  /** Waits for an element in a page of its own, such as a preview; gives its frame. */
  async inFrame(selector: string): Promise<Pick<Page, "locator">> {
    const found = async (): Promise<Pick<Page, "locator"> | undefined> => {
      for (const frame of this.page.frames()) if (await holds(frame)) return frame;
      return undefined;
    };
    const holds = async (frame: Pick<Page, "locator">): Promise<boolean> => {
      try {
        return (await frame.locator(selector).count()) > 0;
      } catch (error) {
        // VS Code takes frames away while it fills others.
        if (String(error).includes("detached")) return false;
        throw error;
      }
    };
    await this.until(async () => (await found()) !== undefined, `there is ${selector}`);
    return (await found()) ?? this.page;
  }

  /** Waits until something is so. */
  async until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let i = 0; i < 150; i++) {
      if (await isSo()) return;
      await sleep(100);
    }
    throw new Error(`Waited in vain until ${what}`);
  }

  /**
   * Takes a picture: into `docs/images` with UPDATE=1 when it is one of the documentation, else into `.editors/pictures`.
   */
  async picture(name: string, options: PictureOptions = {}): Promise<void> {
    const isForDocs = options.documented === true && process.env["UPDATE"] === "1";
    // What the mouse rests on looks different.
    if (options.mouseStays !== true) await this.page.mouse.move(700, 12);
    await sleep(400);
    const folder = path.join(ROOT, isForDocs ? "docs/images" : ".editors/pictures");
    mkdirSync(folder, { recursive: true });
    const clip = options.part === undefined ? {} : { clip: await this.#boxOf(options.part) };
    await this.page.screenshot({ path: path.join(folder, `${name}.png`), ...clip });
  }
}

/**
 * The module that a command is about when no text is active: a page, such as the walkthrough, is in its place.
 */
import { TabInputText, type Uri, window, workspace } from "vscode";
import { isModule } from "./languages.ts";

/** The only module in a tab, else the one that is chosen; undefined when there is none, or none is chosen. */
export async function openModule(): Promise<Uri | undefined> {
  const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  const shown = new Set(inputs.flatMap((input) => (input instanceof TabInputText ? [input.uri.toString()] : [])));
  const modules = workspace.textDocuments.filter((each) => shown.has(each.uri.toString()) && isModule(each));
  if (modules.length < 2) return modules[0]?.uri;
  const items = modules.map(({ uri }) => ({ label: workspace.asRelativePath(uri), uri }));
  return (await window.showQuickPick(items, { title: "Module" }))?.uri;
}

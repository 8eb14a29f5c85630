/** What the extension tells the plugin. */

export interface PluginSettings {
  /** The names in a manifest are completed by Ambit's language server. */
  readonly isManifestCompleted: boolean;
}

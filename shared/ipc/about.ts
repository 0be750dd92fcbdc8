export type Licence = {
  readonly name: string
  readonly version: string
  /** SPDX identifier, where the package names one. */
  readonly licence: string
  readonly text: string
}

/** Which program this is, of what it is made, and where it keeps its own files. */
export type About = {
  /** Of Switchyard, Electron, Chromium, Node, in this order. */
  readonly versions: readonly { readonly name: string; readonly version: string }[]
  readonly dataFolder: string
  readonly crashFile: string
  readonly licences: readonly Licence[]
}

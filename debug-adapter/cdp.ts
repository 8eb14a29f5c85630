/**
 * The part of Chrome's DevTools Protocol that the adapter speaks with an isolate.
 *
 * Lines and columns are 0-based. Source: https://chromedevtools.github.io/devtools-protocol/v8/
 */

/** A place in a script. */
export interface ScriptLocation {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

/** A place where V8 can stop, and what is there: "return", "call", "debuggerStatement". */
export interface PossibleStop extends ScriptLocation {
  readonly type?: string;
}

/** A value of the isolate, by value or by reference. */
export interface RemoteObject {
  readonly type: string;
  readonly subtype?: string;
  readonly className?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
  readonly description?: string;
  readonly objectId?: string;
  readonly preview?: ObjectPreview;
}

/** The first properties of an object. */
export interface ObjectPreview {
  readonly type: string;
  readonly subtype?: string;
  readonly description?: string;
  readonly overflow: boolean;
  readonly properties: readonly PropertyPreview[];
  readonly entries?: readonly { readonly key?: ObjectPreview; readonly value: ObjectPreview }[];
}

/** One of them. */
export interface PropertyPreview {
  readonly name: string;
  readonly type: string;
  readonly subtype?: string;
  readonly value?: string;
}

/** A property of an object. */
export interface PropertyDescriptor {
  readonly name: string;
  readonly value?: RemoteObject;
  readonly get?: RemoteObject;
  readonly set?: RemoteObject;
  readonly writable?: boolean;
  readonly enumerable?: boolean;
  readonly isOwn?: boolean;
  readonly symbol?: RemoteObject;
}

/** What `Runtime.getProperties` answers. */
export interface Properties {
  readonly result: readonly PropertyDescriptor[];
  readonly internalProperties?: readonly { readonly name: string; readonly value?: RemoteObject }[];
  readonly privateProperties?: readonly PropertyDescriptor[];
}

/** What an evaluation answers. */
export interface Evaluation {
  readonly result: RemoteObject;
  readonly exceptionDetails?: { readonly text: string; readonly exception?: RemoteObject };
}

/** One scope of a frame. */
export interface CdpScope {
  readonly type: string;
  readonly object: RemoteObject;
  readonly name?: string;
  readonly startLocation?: ScriptLocation;
  readonly endLocation?: ScriptLocation;
}

/** One frame of a paused isolate, the innermost first. */
export interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly functionLocation?: ScriptLocation;
  readonly location: ScriptLocation;
  readonly url: string;
  readonly scopeChain: readonly CdpScope[];
  readonly this: RemoteObject;
  readonly returnValue?: RemoteObject;
  readonly canBeRestarted?: boolean;
}

/** `Debugger.paused`. */
export interface Paused {
  readonly callFrames: readonly CallFrame[];
  readonly reason: string;
  /** With an exception: the thrown value, and whether V8 knows of nobody who catches it. */
  readonly data?: RemoteObject & { readonly uncaught?: boolean };
  readonly hitBreakpoints?: readonly string[];
}

/** `Debugger.scriptParsed`. */
export interface ScriptParsed {
  readonly scriptId: string;
  readonly url: string;
  readonly endLine: number;
}

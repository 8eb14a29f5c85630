// What a module has in its isolate: put "ambit/types" into "types" of the compilerOptions, with "lib": ["es2024"].
/// <reference path="./globals.d.ts" />
/// <reference path="./modules.d.ts" />

Deno.dlopen("./libx.so", {}); //! ffi.load {cwd}/libx.so
Deno.dlopen("/usr/lib/liby.so", {}); //! ffi.load /usr/lib/liby.so
Deno.dlopen(new URL("./libz.so", import.meta.url), {}); //! ffi.load {root}/libz.so

/** Cases of `micro/` that are not found rightly yet. A case that has come to pass must be taken out. */
export const NOT_YET: readonly string[] = [];

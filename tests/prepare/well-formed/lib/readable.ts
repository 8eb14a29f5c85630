export const READABLE = ["./a.txt", "./b.txt"] as const;

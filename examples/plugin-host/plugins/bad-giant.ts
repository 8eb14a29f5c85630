export const manifest = { description: "Returns more than anybody wants" };

export const onOrder = (): string => "x".repeat(5_000_000);

export const manifest = { description: "Never answers" };

export const onOrder = (): Promise<string> => new Promise(() => {});

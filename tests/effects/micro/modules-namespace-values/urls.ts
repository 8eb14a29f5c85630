export const one = "https://a.com/1";
export const two = "https://a.com/2";

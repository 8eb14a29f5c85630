export const API = "https://settings.example/v2";

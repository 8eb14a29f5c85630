import { env } from "ambit:env";

export interface Weather {
  readonly celsius: number;
  readonly sky: string;
}

export function describe(place: string, weather: Weather): string {
  const imperial = env.get("UNITS") === "imperial";
  const degrees = imperial ? `${Math.round(weather.celsius * 1.8 + 32)} °F` : `${weather.celsius} °C`;
  return `${place}: ${degrees}, ${weather.sky}`;
}

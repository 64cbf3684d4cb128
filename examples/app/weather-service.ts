/** Stands for any service elsewhere: `GET /weather?cities=Oslo,Paris` → `{"Oslo": 4, "Paris": 11}`, degrees by city. */
import { createServer } from 'node:http';

export interface WeatherService {
  readonly url: string;
  /** The number of requests so far. */
  readonly requests: number;
  stop(): void;
}

/** Listens on any free port of this machine. */
export function startWeatherService(): Promise<WeatherService> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const cities = (searchParams.get('cities') ?? '').split(',');
    const degrees = Object.fromEntries(cities.filter(isKnown).map((city) => [city, degreesOf(city)]));
    response.setHeader('content-type', 'application/json').end(JSON.stringify(degrees));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const stop = (): void => void server.close();
      resolve({
        url: `http://127.0.0.1:${port}`,
        stop,
        get requests() {
          return requests;
        },
      });
    });
  });
}

function isKnown(city: string): boolean {
  return city !== '' && city !== 'Atlantis';
}

/** Makes up a number that a city keeps. */
function degreesOf(city: string): number {
  return [...city].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 30;
}

/** Days and times in their written form: two digits at a time, at an address. */

const DIGIT_0: isize = 0x30;

/** Moves a written date to the day before or after. Returns false for years without exactly four digits. */
export function nextDay(at: usize, step: isize): boolean {
  let year = two(at) * 100 + two(at + 2);
  let month = two(at + 5);
  let day = two(at + 8) + step;
  if (day === 0) {
    month -= 1;
    if (month === 0) {
      month = 12;
      year -= 1;
    }
    day = daysOf(year, month);
  } else if (day > daysOf(year, month)) {
    day = 1;
    month += 1;
    if (month === 13) {
      month = 1;
      year += 1;
    }
  }
  put(at, year / 100);
  put(at + 2, year % 100);
  put(at + 5, month);
  put(at + 8, day);
  return year <= 9999;
}

function daysOf(year: isize, month: isize): isize {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Returns the number that two digits mean. */
export function two(at: usize): isize {
  const tens: isize = load<u8>(at);
  const ones: isize = load<u8>(at, 1);
  return (tens - DIGIT_0) * 10 + ones - DIGIT_0;
}

export function put(at: usize, number: isize): void {
  store<u8>(at, DIGIT_0 + number / 10);
  store<u8>(at, DIGIT_0 + (number % 10), 1);
}

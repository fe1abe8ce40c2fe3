package popeki.leads;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import popeki.kernel.Pure;

/**
 * Tells numbers that name a person from numbers that count something, by the check digits their
 * issuers put in: a budget of eleven digits is no CPF. Texts come without separators, letters in
 * upper case.
 */
@Pure
final class PersonalNumbers {
  private static final int CARD_FEWEST = 13;
  private static final int CARD_MOST = 19;

  /** Verhoeff's tables: products in the dihedral group of ten, and permutations by place. */
  private static final int[][] PRODUCT = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5}, {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
    {3, 4, 0, 1, 2, 8, 9, 5, 6, 7}, {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
    {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3}, {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
    {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
  };

  private static final int[][] PERMUTED = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4}, {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
    {8, 9, 1, 6, 0, 4, 3, 5, 2, 7}, {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
    {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}
  };

  /** Lengths of the IBAN registry. */
  private static final Map<String, Integer> IBAN_LENGTHS =
      lengths(
          "NO15 BE16 DK18 FI18 FO18 GL18 NL18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 CH21 HR21"
              + " LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 AE23 GI23 IL23 IQ23 TL23 AD24"
              + " CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 FR27 GR27"
              + " IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HU28 LB28 NI28 PL28 SV28 BR29 EG29"
              + " PS29 QA29 JO30 KW30 MU30 UA29 MT31 SC31 LC32 RU33");

  private PersonalNumbers() {}

  private static Map<String, Integer> lengths(String table) {
    return Arrays.stream(table.split(" "))
        .collect(
            Collectors.toUnmodifiableMap(
                entry -> entry.substring(0, 2), entry -> Integer.valueOf(entry.substring(2))));
  }

  /** Brazil's number of a person: eleven digits, the last two by modulo 11, not all alike. */
  static boolean isCpf(String digits) {
    return digits.length() == 11
        && !allAlike(digits)
        && mod11(digits, 9, 10) == digit(digits, 9)
        && mod11(digits, 10, 11) == digit(digits, 10);
  }

  /** Brazil's number of a company: twelve digits or, since July 2026, letters; then two digits. */
  static boolean isCnpj(String text) {
    if (text.length() != 14 || allAlike(text) || !Character.isDigit(text.charAt(12))) {
      return false;
    }
    return cnpjDigit(text, 12) == text.charAt(12) - '0'
        && cnpjDigit(text, 13) == text.charAt(13) - '0';
  }

  /** India's number of a person: twelve digits, the first from 2, with Verhoeff's check digit. */
  static boolean isAadhaar(String digits) {
    if (digits.length() != 12 || digits.charAt(0) < '2') {
      return false;
    }
    int check = 0;
    for (int place = 0; place < digits.length(); place++) {
      int value = digit(digits, digits.length() - 1 - place);
      check = PRODUCT[check][PERMUTED[place % 8][value]];
    }
    return check == 0;
  }

  /**
   * Indonesia's number of a person: sixteen digits, of a province and a day of birth, to which
   * women have forty added. It has no check digit.
   */
  static boolean isNik(String digits) {
    if (digits.length() != 16) {
      return false;
    }
    int province = Integer.parseInt(digits.substring(0, 2));
    int day = Integer.parseInt(digits.substring(6, 8));
    int month = Integer.parseInt(digits.substring(8, 10));
    return province >= 11 && province <= 97 && isDay(day > 40 ? day - 40 : day, month);
  }

  /** A payment card: thirteen to nineteen digits by Luhn's formula, from a card network. */
  static boolean isCard(String digits) {
    if (digits.length() < CARD_FEWEST
        || digits.length() > CARD_MOST
        || "234569".indexOf(digits.charAt(0)) < 0) {
      return false;
    }
    int sum = 0;
    for (int place = 0; place < digits.length(); place++) {
      int value = digit(digits, digits.length() - 1 - place);
      int doubled = place % 2 == 0 ? value : value * 2;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0 && !allAlike(digits);
  }

  /** A bank account, ISO 13616: as long as its country's are, and the rest of 97 is one. */
  static boolean isIban(String text) {
    if (text.length() < 15
        || !Integer.valueOf(text.length()).equals(IBAN_LENGTHS.get(text.substring(0, 2)))) {
      return false;
    }
    int rest = 0;
    String turned = text.substring(4) + text.substring(0, 4);
    for (int i = 0; i < turned.length(); i++) {
      int value = Character.digit(turned.charAt(i), 36);
      if (value < 0) {
        return false;
      }
      rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
    }
    return rest == 1;
  }

  private static boolean isDay(int day, int month) {
    try {
      // Any leap year: the century is not written.
      return LocalDate.of(2000, month, day).getDayOfMonth() == day;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** The check digit after the first digits, weighted from a number down to two. */
  private static int mod11(String digits, int count, int weight) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += digit(digits, i) * (weight - i);
    }
    int rest = sum % 11;
    return rest < 2 ? 0 : 11 - rest;
  }

  /** Letters count by their place in ASCII, less 48: A is 17. */
  private static int cnpjDigit(String text, int count) {
    int sum = 0;
    int weight = 2;
    for (int i = count - 1; i >= 0; i--) {
      sum += (text.charAt(i) - '0') * weight;
      weight = weight == 9 ? 2 : weight + 1;
    }
    int rest = sum % 11;
    return rest < 2 ? 0 : 11 - rest;
  }

  private static boolean allAlike(String text) {
    return text.chars().allMatch(c -> c == text.charAt(0));
  }

  private static int digit(String digits, int at) {
    return digits.charAt(at) - '0';
  }
}

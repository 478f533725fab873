package io.pronto.sip.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Random;

/** Text as it may arrive: bytes changed, lost, repeated, lines broken, the end missing. */
final class Damage {
  private Damage() {}

  static String to(String text, Random random) {
    var damaged = new StringBuilder(text);
    for (int wounds = random.nextInt(1, 8); wounds > 0 && damaged.length() > 4; wounds--) {
      int at = random.nextInt(damaged.length() - 2);
      switch (random.nextInt(5)) {
        case 0 -> damaged.setCharAt(at, (char) random.nextInt(256));
        case 1 -> damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(1, 12)));
        case 2 -> damaged.insert(at, damaged.substring(at, Math.min(damaged.length(), at + 30)));
        case 3 -> damaged.insert(at, "\r\n");
        default -> damaged.setLength(random.nextInt(20) == 0 ? at + 1 : damaged.length());
      }
    }
    return damaged.toString();
  }

  static byte[] to(byte[] bytes, Random random) {
    return to(new String(bytes, ISO_8859_1), random).getBytes(ISO_8859_1);
  }
}

package io.pronto.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which passwords may be chosen: not the commonest 10,000 of published breaches, and not what
 * everybody knows of the account. Of which characters it is made is nobody's business (NIST SP
 * 800-63B, 5.1.1.2).
 */
public final class PasswordRules {
  private PasswordRules() {}

  /** Read when the first password is chosen. */
  private static final class Commonest {
    static final Set<String> ALL = read();

    private static Set<String> read() {
      var file = PasswordRules.class.getResourceAsStream("/passwords/commonest.txt");
      try (var in =
          new BufferedReader(new InputStreamReader(Objects.requireNonNull(file), UTF_8))) {
        return in.lines().collect(Collectors.toUnmodifiableSet());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Lets {@code password} through for the account of that address and name; case makes no
   * difference.
   *
   * @throws PasswordTooCommon saying why it may not be chosen
   */
  public static void require(String password, String email, String name) {
    var chosen = plain(password);
    if (Commonest.ALL.contains(chosen)) {
      throw new PasswordTooCommon("Is among the 10,000 commonest passwords: choose another");
    }
    var address = plain(email);
    if (chosen.equals(address) || chosen.equals(address.replaceFirst("@.*", ""))) {
      throw new PasswordTooCommon("Is the account's e-mail address: choose another");
    }
    if (chosen.equals(plain(name))) {
      throw new PasswordTooCommon("Is the account's name: choose another");
    }
  }

  /** Without case and blanks, by which nobody is kept from guessing. */
  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("\\s", "");
  }
}

package io.pronto.core.access;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Hashes passwords by Argon2id (RFC 9106) with 19 MiB, 2 passes and one lane, a salt of 16 random
 * bytes in each; what is kept names its own parameters, so that they can be raised.
 */
public final class Password {
  /** The fewest characters of a password. */
  public static final int SHORTEST = 8;

  private static final Argon2Function ARGON2ID =
      Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);

  /** Each takes 19 MiB: more at once than cores would only cost memory. */
  private static final Semaphore ROOM =
      new Semaphore(Runtime.getRuntime().availableProcessors(), true);

  private static final String NOBODY = hash("nobody has this password");

  private Password() {}

  /**
   * What to keep of a password that somebody chose for the account of that address and name.
   *
   * @throws PasswordTooCommon if it may not be chosen
   */
  public static String chosen(String password, String email, String name) {
    PasswordRules.require(password, email, name);
    return hash(password);
  }

  /** What to keep of {@code password}; takes tens of milliseconds on purpose. */
  static String hash(String password) {
    return inTurn(
        () -> com.password4j.Password.hash(password).addRandomSalt(16).with(ARGON2ID).getResult());
  }

  /**
   * Whether {@code password} is the one that {@code hash} was made of. Takes the same time when
   * there is no hash, so that nobody learns from a clock whether an account exists.
   */
  public static boolean matches(String password, Optional<String> hash) {
    var kept = hash.orElse(NOBODY);
    boolean same =
        inTurn(
            () ->
                com.password4j.Password.check(password, kept)
                    .with(Argon2Function.getInstanceFromHash(kept)));
    return same && hash.isPresent();
  }

  private static <T> T inTurn(java.util.function.Supplier<T> work) {
    ROOM.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      ROOM.release();
    }
  }
}

package io.pronto.sip.registrar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces of challenges. One says itself when it was made, and is signed; so nothing is kept for a
 * challenge, of which a stranger may ask for any number, and a counter only for one that was
 * answered rightly. One that another server made, or this one before a restart, is stale.
 */
final class Nonces {
  private static final String HMAC = "HmacSHA256";
  private static final int BODY = 16;
  private static final int SIGNATURE = 16;
  private static final int MOST = 500_000;

  private final SecureRandom random = new SecureRandom();
  private final Cache<String, Counter> answered;
  private final Mac keyed;
  private final long lifeMillis;

  /** Nonces that are good for {@code life} from when they were made. */
  Nonces(Duration life) {
    lifeMillis = life.toMillis();
    answered = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(life).build();
    var key = new byte[32];
    random.nextBytes(key);
    try {
      keyed = Mac.getInstance(HMAC);
      keyed.init(new SecretKeySpec(key, HMAC));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new nonce for {@code realm}. */
  String next(String realm) {
    var body = ByteBuffer.allocate(BODY).putLong(System.currentTimeMillis());
    body.putLong(random.nextLong());
    var nonce = Arrays.copyOf(body.array(), BODY + SIGNATURE);
    System.arraycopy(sign(body.array(), realm), 0, nonce, BODY, SIGNATURE);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }

  /**
   * Takes a nonce for the {@code count}th time.
   *
   * @return false when it is not ours, too old, or was taken for that time before
   */
  boolean take(String nonce, String realm, long count) {
    return isGood(nonce, realm) && answered.get(nonce, _ -> new Counter()).take(count);
  }

  private boolean isGood(String nonce, String realm) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException notOurs) {
      return false;
    }
    if (bytes.length != BODY + SIGNATURE) {
      return false;
    }
    var signature = Arrays.copyOfRange(bytes, BODY, BODY + SIGNATURE);
    var expected = Arrays.copyOf(sign(Arrays.copyOf(bytes, BODY), realm), SIGNATURE);
    return MessageDigest.isEqual(signature, expected)
        && System.currentTimeMillis() - ByteBuffer.wrap(bytes).getLong() < lifeMillis;
  }

  private byte[] sign(byte[] body, String realm) {
    try {
      var mac = (Mac) keyed.clone();
      mac.update(body);
      return mac.doFinal(realm.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Which counts were used. Requests may overtake each other, so a count may be up to 64 behind the
   * highest, once.
   */
  private static final class Counter {
    private long highest;
    private long seen;

    synchronized boolean take(long count) {
      if (count > highest) {
        long ahead = count - highest;
        seen = ahead >= Long.SIZE ? 0 : seen << ahead;
        seen |= 1;
        highest = count;
        return true;
      }
      long behind = highest - count;
      if (count < 1 || behind >= Long.SIZE || (seen & 1L << behind) != 0) {
        return false;
      }
      seen |= 1L << behind;
      return true;
    }
  }
}

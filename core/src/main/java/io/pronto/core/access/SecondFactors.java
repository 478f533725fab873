package io.pronto.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Second factors: an authenticator app's codes ({@link Totp}), and recovery codes that work once
 * each for whoever has lost the telephone. Whoever has one must show it at every sign-in.
 */
public final class SecondFactors {
  /** How long codes are refused unseen once {@value #MOST_WRONG} in a row were wrong. */
  public static final Duration QUIET = Duration.ofMinutes(15);

  private static final int MOST_WRONG = 20;
  private static final int RECOVERY_CODES = 10;
  private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final MasterKey master;

  /** Keeps them in {@code database}, sealed by {@code master}. */
  public SecondFactors(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /**
   * What an authenticator app is told; nobody is told again.
   *
   * @param secret in base 32, to be typed
   * @param uri {@code otpauth://…}, to be shown as a QR code
   */
  public record Enrolment(String secret, String uri) {
    /** Leaves out the secret. */
    @Override
    public String toString() {
      return "Enrolment";
    }
  }

  enum Proof {
    NOT_NEEDED,
    MISSING,
    WRONG,
    /** Too many were wrong: none is looked at for a while. */
    TOO_MANY,
    RIGHT
  }

  /** Whether {@code person} has one. */
  public boolean has(Principal.Person person) {
    var account = Account.of(person);
    return account.in(database, tx -> isOn(tx, account));
  }

  /**
   * Begins to give {@code person} one; an earlier beginning is void. Empty when there is one
   * already.
   *
   * @param email how the app calls the account
   */
  public Optional<Enrolment> begin(Principal.Person person, String email) {
    var account = Account.of(person);
    var secret = Totp.newSecret();
    return account.in(
        database,
        tx -> {
          if (isOn(tx, account)) {
            return Optional.empty();
          }
          tx.update(
              "delete from second_factor where account_id = $1 and confirmed_at is null",
              account.id());
          insert(tx, account, secret);
          return Optional.of(new Enrolment(Totp.base32(secret), Totp.uri(secret, email)));
        });
  }

  /**
   * Ends the beginning by a first code: from now on one is needed at every sign-in.
   *
   * @return ten recovery codes, which nobody is told again; empty when the code is not the app's,
   *     or none was begun
   */
  public Optional<List<String>> confirm(Principal.Person person, String code) {
    var account = Account.of(person);
    var codes = Stream.generate(SecondFactors::recoveryCode).limit(RECOVERY_CODES).toList();
    return account.in(
        database,
        tx ->
            tx.one(
                    """
                    select secret, used_step, recovery_hashes from second_factor
                     where account_id = $1 and confirmed_at is null for update
                    """,
                    account.id())
                .filter(row -> isCode(tx, account, row, code))
                .map(row -> switchOn(tx, account, codes)));
  }

  /** Takes {@code person}'s away, shown a code or a recovery code; false for any other. */
  public boolean remove(Principal.Person person, String code) {
    var account = Account.of(person);
    return account.in(
        database,
        tx -> check(tx, account, Optional.of(code)) == Proof.RIGHT && delete(tx, account.id()));
  }

  /** Takes a user's away, who has lost all codes; false when there was none. */
  public boolean reset(OrganisationId organisation, String userId) {
    return database.in(organisation, tx -> delete(tx, userId));
  }

  /** Holds what somebody gave at a sign-in against what the account needs. */
  Proof check(Account account, Optional<String> given) {
    return account.in(database, tx -> check(tx, account, given));
  }

  private Proof check(Tx tx, Account account, Optional<String> given) {
    var factor =
        tx.one(
            """
            select secret, used_step,
                   failures >= $2 and failed_at > now() - make_interval(secs => $3) as too_many
              from second_factor where account_id = $1 and confirmed_at is not null for update
            """,
            account.id(),
            MOST_WRONG,
            (double) QUIET.toSeconds());
    if (factor.isEmpty()) {
      return Proof.NOT_NEEDED;
    }
    if (given.isEmpty()) {
      return Proof.MISSING;
    }
    if (factor.get().getBoolean("too_many")) {
      return Proof.TOO_MANY;
    }
    boolean right =
        isCode(tx, account, factor.get(), given.get()) || isRecovery(tx, account, given.get());
    count(tx, account, right);
    return right ? Proof.RIGHT : Proof.WRONG;
  }

  /** Counts wrong codes since the last right one; those of long ago count no more. */
  private static void count(Tx tx, Account account, boolean right) {
    tx.update(
        """
        update second_factor set failed_at = now(), failures = case
          when $2 then 0
          when failed_at > now() - make_interval(secs => $3) then failures + 1
          else 1 end
         where account_id = $1
        """,
        account.id(),
        right,
        (double) QUIET.toSeconds());
    if (!right) {
      AuditLog.note(tx, "second_factor.refused", account.id());
    }
  }

  private static boolean isOn(Tx tx, Account account) {
    return tx.one(
            "select from second_factor where account_id = $1 and confirmed_at is not null",
            account.id())
        .isPresent();
  }

  private boolean isCode(Tx tx, Account account, Row factor, String given) {
    var secret =
        master.open(factor.getBuffer("secret").getBytes(), context(account), "a second factor");
    var step = Totp.matching(secret, given.strip(), Instant.now(), factor.getLong("used_step"));
    step.ifPresent(
        used ->
            tx.update(
                "update second_factor set used_step = $2 where account_id = $1",
                account.id(),
                used));
    return step.isPresent();
  }

  private static boolean isRecovery(Tx tx, Account account, String given) {
    return tx.update(
            """
            update second_factor set recovery_hashes = array_remove(recovery_hashes, $2)
             where account_id = $1 and $2 = any(recovery_hashes)
            """,
            account.id(),
            hash(given))
        > 0;
  }

  private void insert(Tx tx, Account account, byte[] secret) {
    tx.update(
        """
        insert into second_factor (account_id, organisation_id, user_id, operator_id, secret)
        values ($1, $2, $3, $4, $5)
        """,
        account.id(),
        account.organisation().map(OrganisationId::value).orElse(null),
        account.organisation().map(_ -> account.id()).orElse(null),
        account.organisation().isPresent() ? null : account.id(),
        Buffer.buffer(master.seal(secret, context(account))));
  }

  private static List<String> switchOn(Tx tx, Account account, List<String> codes) {
    tx.update(
        "update second_factor set confirmed_at = now(), recovery_hashes = $2 where account_id = $1",
        account.id(),
        codes.stream().map(SecondFactors::hash).toArray(Buffer[]::new));
    return codes;
  }

  private static boolean delete(Tx tx, String accountId) {
    return tx.update("delete from second_factor where account_id = $1", accountId) > 0;
  }

  private static byte[] context(Account account) {
    return account.id().getBytes(UTF_8);
  }

  /** Sixty random bits: {@code k7m2-9xq4-0b3d}. */
  private static String recoveryCode() {
    var code = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      code.append(i > 0 && i % 4 == 0 ? "-" : "");
      code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return code.toString();
  }

  /** The hash of a recovery code, however it is written down. */
  private static Buffer hash(String code) {
    return new Token(code.strip().toLowerCase(Locale.ROOT).replace("-", "")).hash();
  }
}

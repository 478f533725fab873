package io.pronto.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.security.SecureRandom;
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
    RIGHT
  }

  /** Whether {@code principal} has one. */
  public boolean has(Principal principal) {
    var account = Account.of(principal);
    return account.in(database, tx -> confirmed(tx, account).isPresent());
  }

  /**
   * Begins to give {@code principal} one; an earlier beginning is void. Empty when there is one
   * already.
   *
   * @param email how the app calls the account
   */
  public Optional<Enrolment> begin(Principal principal, String email) {
    var account = Account.of(principal);
    var secret = Totp.newSecret();
    return account.in(
        database,
        tx -> {
          if (confirmed(tx, account).isPresent()) {
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
  public Optional<List<String>> confirm(Principal principal, String code) {
    var account = Account.of(principal);
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

  /** Takes {@code principal}'s away, shown a code or a recovery code; false for any other. */
  public boolean remove(Principal principal, String code) {
    var account = Account.of(principal);
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
    var factor = confirmed(tx, account);
    if (factor.isEmpty()) {
      return Proof.NOT_NEEDED;
    }
    if (given.isEmpty()) {
      return Proof.MISSING;
    }
    boolean right =
        isCode(tx, account, factor.get(), given.get()) || isRecovery(tx, account, given.get());
    return right ? Proof.RIGHT : Proof.WRONG;
  }

  private static Optional<Row> confirmed(Tx tx, Account account) {
    return tx.one(
        """
        select secret, used_step from second_factor
         where account_id = $1 and confirmed_at is not null for update
        """,
        account.id());
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

package io.pronto.core.access;

import io.pronto.core.db.Tx;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.Recipient;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Writes to whoever has an account, where mail is sent at all. */
final class AccountMail {
  /** The operator's staff have no language of their own. */
  private static final String OF_STAFF =
      "select email, name, 'en' as language, '' as organisation from operator_account where id ="
          + " $1";

  private static final String OF_USER =
      """
      select u.email, u.name, u.language, o.name as organisation
        from user_account u join organisation o on o.id = u.organisation_id where u.id = $1
      """;

  private final Optional<MailQueue> queue;

  AccountMail(Optional<MailQueue> queue) {
    this.queue = queue;
  }

  /**
   * Who has an account.
   *
   * @param organisation its name; empty for the operator's staff
   */
  record Holder(String email, String name, String language, String organisation) {}

  /** Whether any is sent. */
  boolean isOn() {
    return queue.isPresent();
  }

  /**
   * Writes within a transaction of the account's realm; false when no mail is sent, or none can be
   * sent to that address.
   *
   * @param life after which nobody has a use for it any more
   */
  boolean write(Tx tx, Account account, Function<Holder, Letter> letter, Duration life) {
    var holder = queue.flatMap(_ -> holder(tx, account));
    var recipient = holder.flatMap(found -> recipient(account, found));
    recipient.ifPresent(
        found -> queue.orElseThrow().post(tx, found, letter.apply(holder.orElseThrow()), life));
    return recipient.isPresent();
  }

  /** Who has {@code account}, seen within a transaction of its realm. */
  static Optional<Holder> holder(Tx tx, Account account) {
    return tx.one(account.organisation().isPresent() ? OF_USER : OF_STAFF, account.id())
        .map(AccountMail::holder);
  }

  private static Holder holder(Row row) {
    return new Holder(
        row.getString("email"),
        row.getString("name"),
        row.getString("language"),
        row.getString("organisation"));
  }

  private static Optional<Recipient> recipient(Account account, Holder holder) {
    try {
      var address = new EmailAddress(holder.email());
      return Optional.of(
          new Recipient(
              account.organisation(), account.id(), address, holder.name(), holder.language()));
    } catch (InvalidEmail none) {
      return Optional.empty();
    }
  }
}

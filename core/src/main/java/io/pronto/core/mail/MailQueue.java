package io.pronto.core.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.Id;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;

/**
 * Mail on its way out. It is written in the transaction of what it tells of: it is there if and
 * only if that is.
 */
public final class MailQueue {
  private final MasterKey master;
  private final URI screen;

  /**
   * A queue whose rows are sealed by {@code master}.
   *
   * @param screen the address by which people reach the screen, without a slash at its end
   */
  public MailQueue(MasterKey master, URI screen) {
    this.master = master;
    this.screen = screen;
  }

  /**
   * Writes {@code letter} to {@code recipient} within a transaction of the recipient's realm. One
   * of the same kind that still waits is thrown away where the newer one says all that it says.
   *
   * @param life after which nobody has a use for it any more
   * @return its id in the queue
   */
  public String post(Tx tx, Recipient recipient, Letter letter, Duration life) {
    if (letter.supersedes()) {
      tx.update(
          "delete from mail where account_id = $1 and kind = $2",
          recipient.accountId(),
          letter.kind());
    }
    var id = Id.next("mail");
    boolean user = recipient.organisation().isPresent();
    tx.update(
        """
        insert into mail
          (id, account_id, organisation_id, user_id, operator_id, kind, sealed, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))
        """,
        id,
        recipient.accountId(),
        recipient.organisation().map(OrganisationId::value).orElse(null),
        user ? recipient.accountId() : null,
        user ? null : recipient.accountId(),
        letter.kind(),
        sealed(id, letter, recipient),
        (double) life.toSeconds());
    return id;
  }

  private Buffer sealed(String id, Letter letter, Recipient recipient) {
    var text = LetterText.of(letter, recipient, screen);
    var json =
        new JsonObject()
            .put("to", recipient.address().value())
            .put("language", recipient.language())
            .put("subject", text.subject())
            .put("plain", text.plain())
            .put("html", text.html());
    return Buffer.buffer(master.seal(json.toBuffer().getBytes(), id.getBytes(UTF_8)));
  }
}

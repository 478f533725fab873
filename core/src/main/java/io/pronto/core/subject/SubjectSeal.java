package io.pronto.core.subject;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Keeps whom requests and erasures are about out of sight. */
public final class SubjectSeal {
  private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 10;

  private final MasterKey master;

  /** Seals by {@code master}. */
  public SubjectSeal(MasterKey master) {
    this.master = master;
  }

  Buffer seal(String id, JsonObject content) {
    return Buffer.buffer(master.seal(content.toBuffer().getBytes(), context(id)));
  }

  /**
   * Opens what {@link #seal} has sealed under {@code id}.
   *
   * @throws io.pronto.core.seal.WrongMasterKey when another master key sealed it, or it was changed
   */
  JsonObject open(String id, Buffer sealed) {
    return new JsonObject(Buffer.buffer(master.open(sealed.getBytes(), context(id), id)));
  }

  /** What the same subject of the same organisation is known by: a keyed hash. */
  Buffer hash(OrganisationId organisation, Subject subject) {
    return Buffer.buffer(mac(organisation, subject, "pronto subjects of "));
  }

  /** What stands for a subject where it was: the same for good, and known to nobody. */
  public String pseudonym(OrganisationId organisation, Subject subject) {
    var hash = mac(organisation, subject, "pronto pseudonyms of ");
    var text = new StringBuilder("erased-");
    for (int i = 0; i < LENGTH; i++) {
      text.append(LETTERS.charAt(hash[i] & 31));
    }
    return text.toString();
  }

  private byte[] mac(OrganisationId organisation, Subject subject, String purpose) {
    return master.mac(subject.value().getBytes(UTF_8), purpose + organisation.value());
  }

  private static byte[] context(String id) {
    return ("subject " + id).getBytes(UTF_8);
  }
}

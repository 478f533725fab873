package io.pronto.core.sso;

import io.pronto.core.access.ProviderSession;
import io.pronto.core.access.Sessions;
import io.pronto.core.access.Token;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.time.ZoneOffset;

/** Ends sessions that an identity provider has ended. */
public final class Logouts {
  private final Database database;

  /** Ends those of {@code database}. */
  public Logouts(Database database) {
    this.database = database;
  }

  /** Ends {@code ended} in {@code organisation}. */
  public void end(OrganisationId organisation, ProviderSession ended) {
    database.in(organisation, tx -> Sessions.end(tx, ended));
  }

  /**
   * The same by a logout token; false when a token of that id was obeyed before, and nothing is
   * done.
   *
   * @param tokenId unique for each of the provider's tokens ({@code jti})
   * @param until when the token would be refused anyhow
   */
  public boolean end(
      OrganisationId organisation, ProviderSession ended, String tokenId, Instant until) {
    return database.in(
        organisation,
        tx -> {
          tx.update("delete from logout_token where expires_at < now()");
          boolean first =
              tx.update(
                      """
                      insert into logout_token (organisation_id, jti_hash, expires_at)
                      values ($1, $2, $3) on conflict do nothing
                      """,
                      organisation.value(),
                      new Token(ended.issuer() + ' ' + tokenId).hash(),
                      until.atOffset(ZoneOffset.UTC))
                  > 0;
          if (first) {
            Sessions.end(tx, ended);
          }
          return first;
        });
  }
}

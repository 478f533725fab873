package io.pronto.core.organisation;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import java.util.function.UnaryOperator;

/** What organisations have decided for themselves. */
public final class OrganisationSettingsStore {
  private final Database database;

  /** Keeps it in {@code database}. */
  public OrganisationSettingsStore(Database database) {
    this.database = database;
  }

  /** What {@code organisation} has decided. */
  public OrganisationSettings find(OrganisationId organisation) {
    return database.in(organisation, tx -> read(tx, ""));
  }

  /** Changes it. */
  public OrganisationSettings change(
      OrganisationId organisation, UnaryOperator<OrganisationSettings> change) {
    return database.in(
        organisation,
        tx -> {
          tx.update(
              "insert into organisation_settings (organisation_id) values ($1) on conflict do"
                  + " nothing",
              organisation.value());
          var changed = change.apply(read(tx, " for update"));
          tx.update(
              """
              update organisation_settings
                 set listening_reason = $1, transcription = $2, transcript_language = $3,
                     supervision_notice = $4
              """,
              changed.listeningReason(),
              changed.transcription().effectiveMode().code(),
              changed.transcription().language().orElse(null),
              changed.supervisionNotice().code());
          return changed;
        });
  }

  private static OrganisationSettings read(Tx tx, String lock) {
    return tx.one(
            """
            select listening_reason, transcription, transcript_language, supervision_notice
              from organisation_settings
            """
                + lock)
        .map(
            row ->
                new OrganisationSettings(
                    row.getBoolean("listening_reason"),
                    TranscriptionPolicy.of(
                        row.getString("transcription"), row.getString("transcript_language")),
                    SupervisionNotice.of(row.getString("supervision_notice"))))
        .orElse(OrganisationSettings.USUAL);
  }
}

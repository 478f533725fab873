package io.pronto.core.numbering;

import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.manifest.Purpose;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.TranscriptionPolicy;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The numbers that organisations rent, and those that they can. */
public final class NumberStore {
  private static final String SELECT =
      """
      select number, type, country, label, destination_user_id, destination_conference_id,
             recording_mode, recording_announce, recording_no_notice_ground, recording_refusable,
             recording_card_pause, recording_redact, recording_purpose, recording_purpose_text,
             recording_purpose_chosen, transcription, transcript_language, rented_at from phone_number\
      """;

  private final Database database;

  /** Keeps them in {@code database}. */
  public NumberStore(Database database) {
    this.database = database;
  }

  /** Which numbers are looked for; {@code prefix} is E.164's beginning, such as {@code +331}. */
  public record Wanted(Optional<String> country, Optional<String> type, Optional<String> prefix) {}

  /** A page of the numbers that can be rented, the lowest first; it is turned forwards only. */
  public Page<AvailableNumber> available(Wanted wanted, int limit, Optional<String> after) {
    var request = new PageRequest(limit, after, Optional.empty(), false);
    var found =
        database.asStranger(
            tx ->
                tx
                    .query(
                        "select * from available_numbers($1, $2, $3, $4, $5)",
                        wanted.country().orElse(null),
                        wanted.type().orElse(null),
                        wanted.prefix().orElse(null),
                        after.orElse(null),
                        limit + 1)
                    .stream()
                    .map(NumberStore::available)
                    .toList());
    var page = Page.of(found, request, available -> available.number().value());
    return new Page<>(page.items(), page.next(), Optional.empty());
  }

  /** Those of {@code wanted} that somebody has, or had until a short while ago. */
  public Set<E164> taken(List<E164> wanted) {
    var texts = wanted.stream().map(E164::value).toArray(String[]::new);
    return database.asStranger(tx -> tx.query("select numbers_taken($1)", (Object) texts)).stream()
        .map(row -> new E164(row.getString(0)))
        .collect(Collectors.toSet());
  }

  /** A page of those rented by {@code organisation}, the lowest first unless asked otherwise. */
  public Page<PhoneNumber> list(
      OrganisationId organisation, Optional<String> destination, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(SELECT, "number")
                .where("coalesce(destination_user_id, destination_conference_id) = ?", destination)
                .page(tx, request, NumberStore::number, rented -> rented.number().value()));
  }

  /** The one rented by {@code organisation} that is {@code number}. */
  public Optional<PhoneNumber> find(OrganisationId organisation, String number) {
    return database.in(organisation, tx -> read(tx, number));
  }

  /**
   * Changes label, destination, recording and transcription. Refused by {@code
   * phone_number_destination} and {@code phone_number_conference} when the organisation has no such
   * user or conference.
   */
  public Optional<PhoneNumber> change(
      OrganisationId organisation, String number, UnaryOperator<PhoneNumber> change) {
    return database.in(
        organisation, tx -> locked(tx, number).map(change).map(after -> write(tx, after)));
  }

  private static PhoneNumber write(Tx tx, PhoneNumber after) {
    tx.update(
        """
        update phone_number set label = $2, destination_user_id = $3, recording_mode = $4,
               recording_announce = $5, recording_refusable = $6, destination_conference_id = $7,
               recording_card_pause = $8, recording_redact = $9, transcription = $10,
               transcript_language = $11, recording_purpose = $12, recording_purpose_text = $13,
               recording_no_notice_ground = $14, recording_purpose_chosen = $15
         where number = $1
        """,
        after.number().value(),
        after.label(),
        after.userId().orElse(null),
        after.recording().mode().code(),
        after.recording().announce(),
        after.recording().refusable(),
        after.conferenceId().orElse(null),
        after.recording().cardPause(),
        after.recording().redact(),
        after.transcription().mode().map(TranscriptionPolicy.Mode::code).orElse(null),
        after.transcription().language().orElse(null),
        after.recording().purpose().kind().code(),
        after.recording().purpose().text().orElse(null),
        after.recording().noNoticeGround().orElse(null),
        after.recording().purposeChosen());
    return after;
  }

  /**
   * Has a number called no more; false when {@code organisation} rents no such one.
   *
   * @param check sees it locked, and refuses by throwing
   * @param then what else ends with it, in the same transaction
   */
  public boolean release(
      OrganisationId organisation,
      String number,
      Consumer<PhoneNumber> check,
      BiConsumer<Tx, PhoneNumber> then) {
    return database.in(
        organisation,
        tx -> {
          var leaving = locked(tx, number);
          leaving.ifPresent(check);
          return leaving
              .filter(_ -> tx.update("delete from phone_number where number = $1", number) > 0)
              .map(
                  released -> {
                    then.accept(tx, released);
                    return released;
                  })
              .isPresent();
        });
  }

  private static Optional<PhoneNumber> locked(Tx tx, String number) {
    return tx.one(SELECT + " where number = $1 for update", number).map(NumberStore::number);
  }

  private static Optional<PhoneNumber> read(Tx tx, String number) {
    return tx.one(SELECT + " where number = $1", number).map(NumberStore::number);
  }

  private static AvailableNumber available(Row row) {
    return new AvailableNumber(
        new E164(row.getString("number")), row.getString("country"), row.getString("type"));
  }

  /** What a row of {@code phone_number} says of recording, by the columns' own names. */
  public static RecordingPolicy recording(Row row) {
    return new RecordingPolicy(
        RecordingPolicy.Mode.of(row.getString("recording_mode")),
        row.getBoolean("recording_announce"),
        Optional.ofNullable(row.getString("recording_no_notice_ground")),
        row.getBoolean("recording_refusable"),
        row.getBoolean("recording_card_pause"),
        row.getBoolean("recording_redact"),
        new Purpose(
            Purpose.Kind.of(row.getString("recording_purpose")),
            Optional.ofNullable(row.getString("recording_purpose_text"))),
        row.getBoolean("recording_purpose_chosen"));
  }

  private static PhoneNumber number(Row row) {
    return new PhoneNumber(
        new E164(row.getString("number")),
        row.getString("type"),
        row.getString("country"),
        row.getString("label"),
        Optional.ofNullable(row.getString("destination_user_id")),
        Optional.ofNullable(row.getString("destination_conference_id")),
        recording(row),
        TranscriptionPolicy.of(
            row.getString("transcription"), row.getString("transcript_language")),
        row.getOffsetDateTime("rented_at").toInstant());
  }
}

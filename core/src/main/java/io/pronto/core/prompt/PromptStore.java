package io.pronto.core.prompt;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.sound.Sound;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The prompts of organisations. Their sound is sealed by the organisation's key. */
public final class PromptStore {
  /** How many an organisation may have. */
  public static final int MOST = 200;

  private static final String SELECT = "select id, name, language, created_at from prompt";

  private final Database database;
  private final OrganisationKeys keys;

  /** Keeps them in {@code database}, and seals their sound by {@code keys}. */
  public PromptStore(Database database, OrganisationKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  /**
   * What a prompt is to say in one language.
   *
   * @param text what {@code sound} was made of, if it was spoken by the server
   */
  public record Said(String language, Sound sound, Optional<String> text) {}

  /** A page of all. */
  public Page<StoredPrompt> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(SELECT, "id").page(tx, request, row -> prompt(tx, row), StoredPrompt::id));
  }

  /** The one of that id. */
  public Optional<StoredPrompt> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id, ""));
  }

  /**
   * Makes one. Refused by {@code prompt_name} when another has the name.
   *
   * @param said what it says at first, if anything
   * @throws PromptsFull when there are {@link #MOST} already
   */
  public StoredPrompt create(
      OrganisationId organisation, String name, String language, Optional<Said> said) {
    var id = Id.next("prm");
    return database.in(
        organisation,
        tx -> {
          if (tx.one("select from prompt offset $1 limit 1", MOST - 1).isPresent()) {
            throw new PromptsFull();
          }
          tx.update(
              "insert into prompt (id, organisation_id, name, language) values ($1, $2, $3, $4)",
              id,
              organisation.value(),
              name,
              language);
          said.ifPresent(first -> write(tx, organisation, id, first));
          return read(tx, id, "").orElseThrow();
        });
  }

  /** Changes the name and the language of the one of that id; refused as {@link #create} is. */
  public Optional<StoredPrompt> change(
      OrganisationId organisation, String id, UnaryOperator<StoredPrompt> change) {
    return database.in(
        organisation,
        tx -> {
          var after = read(tx, id, " for update").map(change);
          after.ifPresent(
              now ->
                  tx.update(
                      "update prompt set name = $2, language = $3 where id = $1",
                      id,
                      now.name(),
                      now.language()));
          return after;
        });
  }

  /**
   * Has the one of that id say something, in place of what it said before in that language.
   *
   * @param tellsOfKey whether somebody has confirmed that it says that key 9 refuses
   * @throws Unconfirmed when it is heard where it must say so, and nobody has confirmed that
   */
  public Optional<StoredPrompt> say(
      OrganisationId organisation, String id, Said said, boolean tellsOfKey) {
    return database.in(
        organisation,
        tx -> {
          if (read(tx, id, " for update").isEmpty()) {
            return Optional.empty();
          }
          if (!tellsOfKey && uses(tx, id).contains(Announcement.REFUSABLE_NOTICE.code())) {
            throw new Unconfirmed();
          }
          write(tx, organisation, id, said);
          return read(tx, id, "");
        });
  }

  /**
   * Has the one of that id say nothing in {@code language} any more; false when it does not.
   *
   * @throws PromptInUse when it is heard somewhere, and would have nothing to say
   */
  public boolean silence(OrganisationId organisation, String id, String language) {
    return database.in(
        organisation,
        tx -> {
          var prompt = read(tx, id, " for update");
          if (prompt.flatMap(known -> known.in(language)).isEmpty()) {
            return false;
          }
          var uses = uses(tx, id);
          if (prompt.get().sounds().size() == 1 && !uses.isEmpty()) {
            throw new PromptInUse(uses);
          }
          return tx.update(
                  "delete from prompt_sound where prompt_id = $1 and language = $2", id, language)
              > 0;
        });
  }

  /**
   * Deletes the one of that id; false when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   * @throws PromptInUse while it is heard somewhere
   */
  public boolean delete(OrganisationId organisation, String id, Consumer<StoredPrompt> check) {
    return database.in(
        organisation,
        tx -> {
          read(tx, id, " for update").ifPresent(check);
          var uses = uses(tx, id);
          if (!uses.isEmpty()) {
            throw new PromptInUse(uses);
          }
          return tx.update("delete from prompt where id = $1", id) > 0;
        });
  }

  /** What the one of that id says in {@code language}. */
  public Optional<Sound> sound(OrganisationId organisation, String id, String language) {
    return database
        .in(
            organisation,
            tx ->
                tx.one(
                    "select sealed from prompt_audio where prompt_id = $1 and language = $2",
                    id,
                    language))
        .map(row -> row.getBuffer("sealed").getBytes())
        .map(bytes -> Sound.of(keys.open(organisation, bytes, context(id, language))));
  }

  private static List<String> uses(Tx tx, String id) {
    return tx
        .query(
            """
            select coalesce(number, purpose) as where_heard from prompt_use where prompt_id = $1
             order by number nulls first, purpose
            """,
            id)
        .stream()
        .map(row -> row.getString("where_heard"))
        .toList();
  }

  private void write(Tx tx, OrganisationId organisation, String id, Said said) {
    tx.update(
        """
        insert into prompt_sound (organisation_id, prompt_id, language, text, sha256, millis)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (prompt_id, language) do update
          set text = $4, sha256 = $5, millis = $6, changed_at = now()
        """,
        organisation.value(),
        id,
        said.language(),
        said.text().orElse(null),
        said.sound().fingerprint(),
        (int) said.sound().length().toMillis());
    var sealed = keys.seal(organisation, said.sound().bytes(), context(id, said.language()));
    tx.update(
        """
        insert into prompt_audio (organisation_id, prompt_id, language, sealed)
        values ($1, $2, $3, $4) on conflict (prompt_id, language) do update set sealed = $4
        """,
        organisation.value(),
        id,
        said.language(),
        Buffer.buffer(sealed));
  }

  private static String context(String id, String language) {
    return id + ' ' + language;
  }

  private static Optional<StoredPrompt> read(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id).map(row -> prompt(tx, row));
  }

  private static StoredPrompt prompt(Tx tx, Row row) {
    var id = row.getString("id");
    return new StoredPrompt(
        id,
        row.getString("name"),
        row.getString("language"),
        tx
            .query(
                """
                select language, text, sha256, millis, changed_at from prompt_sound
                 where prompt_id = $1 order by language
                """,
                id)
            .stream()
            .map(PromptStore::sound)
            .toList(),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private static PromptSound sound(Row row) {
    return new PromptSound(
        row.getString("language"),
        Optional.ofNullable(row.getString("text")),
        row.getString("sha256"),
        Duration.ofMillis(row.getInteger("millis")),
        row.getOffsetDateTime("changed_at").toInstant());
  }
}

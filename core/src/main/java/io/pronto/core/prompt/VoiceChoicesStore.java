package io.pronto.core.prompt;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.prompt.VoiceChoices.Hold;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Which prompts organisations have heard where. */
public final class VoiceChoicesStore {
  private static final String MUSIC = "hold_music";

  private final Database database;

  /** Keeps it in {@code database}. */
  public VoiceChoicesStore(Database database) {
    this.database = database;
  }

  /** What was chosen cannot be heard. */
  public static final class NoSuchChoice extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean number;
    private final String chosen;

    private NoSuchChoice(boolean number, String chosen) {
      super("Not here: " + chosen, null, false, false);
      this.number = number;
      this.chosen = chosen;
    }

    /** Whether it is a number that is not the organisation's; else it is a prompt. */
    public boolean isNumber() {
      return number;
    }

    /** The number, or the id of the prompt, that is not there or has nothing to say. */
    public String chosen() {
      return chosen;
    }
  }

  /** What {@code organisation} has chosen. */
  public VoiceChoices find(OrganisationId organisation) {
    return database.in(organisation, VoiceChoicesStore::read);
  }

  /**
   * Chooses anew for {@code organisation}.
   *
   * @param change sees what holds, and refuses by throwing
   * @param tellsOfKey whether somebody has confirmed that the prompt for {@link
   *     Announcement#REFUSABLE_NOTICE} says that key 9 refuses
   * @throws Unconfirmed when nobody has, and another prompt is to be heard there
   * @throws NoSuchChoice when a prompt or a number is none, or the prompt says nothing
   */
  public VoiceChoices change(
      OrganisationId organisation, UnaryOperator<VoiceChoices> change, boolean tellsOfKey) {
    return database.in(
        organisation,
        tx -> {
          tx.one(
              "select pg_advisory_xact_lock(hashtextextended('voices ' || $1, 0))",
              organisation.value());
          var before = read(tx);
          var after = change.apply(before);
          var refusable = after.announcements().get(Announcement.REFUSABLE_NOTICE);
          if (refusable != null
              && !tellsOfKey
              && !refusable.equals(before.announcements().get(Announcement.REFUSABLE_NOTICE))) {
            throw new Unconfirmed();
          }
          write(tx, organisation, before, after);
          return after;
        });
  }

  /** What the organisation that {@code tx} is in has chosen. */
  static VoiceChoices read(Tx tx) {
    var hold =
        tx.one("select music_on_hold from voice_policy")
            .map(row -> Hold.of(row.getString("music_on_hold")))
            .orElse(VoiceChoices.USUAL.hold());
    var numbers = new TreeMap<String, String>();
    var announcements = new EnumMap<Announcement, String>(Announcement.class);
    var music = Optional.<String>empty();
    for (var row : tx.query("select purpose, number, prompt_id from prompt_use")) {
      var prompt = row.getString("prompt_id");
      var announcement = Announcement.named(row.getString("purpose"));
      if (announcement.isPresent()) {
        announcements.put(announcement.get(), prompt);
      } else if (row.getString("number") == null) {
        music = Optional.of(prompt);
      } else {
        numbers.put(row.getString("number"), prompt);
      }
    }
    var ofNumbers = new HashMap<E164, String>();
    numbers.forEach((number, prompt) -> ofNumbers.put(new E164(number), prompt));
    return new VoiceChoices(hold, music, ofNumbers, announcements);
  }

  private static void write(
      Tx tx, OrganisationId organisation, VoiceChoices before, VoiceChoices after) {
    if (after.hold() != before.hold()) {
      tx.update(
          """
          insert into voice_policy (organisation_id, music_on_hold) values ($1, $2)
          on conflict (organisation_id) do update set music_on_hold = $2
          """,
          organisation.value(),
          after.hold().code());
    }
    var was = places(before);
    var wanted = places(after);
    was.forEach(
        (place, prompt) -> {
          if (!wanted.containsKey(place)) {
            tx.update(
                """
                delete from prompt_use where purpose = $1 and number is not distinct from $2
                """,
                place.purpose(),
                place.number());
          }
        });
    wanted.forEach(
        (place, prompt) -> {
          if (!Objects.equals(prompt, was.get(place))) {
            require(tx, place, prompt);
            tx.update(
                """
                insert into prompt_use (organisation_id, purpose, number, prompt_id)
                values ($1, $2, $3, $4)
                on conflict (organisation_id, purpose, number) do update set prompt_id = $4
                """,
                organisation.value(),
                place.purpose(),
                place.number(),
                prompt);
          }
        });
  }

  /**
   * Where a prompt is heard.
   *
   * @param number null: in the calls of all
   */
  private record Place(String purpose, String number) {}

  private static Map<Place, String> places(VoiceChoices choices) {
    var places = new HashMap<Place, String>();
    choices.music().ifPresent(prompt -> places.put(new Place(MUSIC, null), prompt));
    choices
        .musicOfNumbers()
        .forEach((number, prompt) -> places.put(new Place(MUSIC, number.value()), prompt));
    choices
        .announcements()
        .forEach(
            (announcement, prompt) -> places.put(new Place(announcement.code(), null), prompt));
    return places;
  }

  private static void require(Tx tx, Place place, String prompt) {
    if (tx.one("select from prompt_sound where prompt_id = $1 for share", prompt).isEmpty()) {
      throw new NoSuchChoice(false, prompt);
    }
    if (place.number() != null
        && tx.one("select from phone_number where number = $1", place.number()).isEmpty()) {
      throw new NoSuchChoice(true, place.number());
    }
  }
}

package io.pronto.core.breach;

import io.vertx.core.json.JsonObject;

/**
 * How much of an organisation a breach affects, by all that was traced of it. A recording that was
 * heard counts as heard, and where a list had shown it as listed, too.
 *
 * @param recordingsHeard whose sound was sent
 * @param transcriptsRead of calls that had ended, or were followed
 * @param recordingsListed of which was shown that there are some
 * @param calls whose record was shown
 * @param contacts that were shown
 * @param users of the organisation's own that were shown
 * @param people numbers outside the organisation that are concerned, each once
 * @param staff e-mail addresses of the organisation's own people who are concerned, each once
 * @param gone rows that are there no longer: of whom they were nobody can tell
 */
public record Affected(
    int recordingsHeard,
    int transcriptsRead,
    int recordingsListed,
    int calls,
    int contacts,
    int users,
    int people,
    int staff,
    int gone) {
  /** Nobody. */
  public static final Affected NOBODY = new Affected(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Of this organisation and another one. */
  public Affected and(Affected other) {
    return new Affected(
        recordingsHeard + other.recordingsHeard,
        transcriptsRead + other.transcriptsRead,
        recordingsListed + other.recordingsListed,
        calls + other.calls,
        contacts + other.contacts,
        users + other.users,
        people + other.people,
        staff + other.staff,
        gone + other.gone);
  }

  /** How many people there are, outside and inside. */
  public int everybody() {
    return people + staff;
  }

  /** How many records there are. */
  public int records() {
    return recordingsHeard + transcriptsRead + recordingsListed + calls + contacts + users;
  }

  /** By the names of the API. */
  public JsonObject json() {
    return new JsonObject()
        .put("recordings_heard", recordingsHeard)
        .put("transcripts_read", transcriptsRead)
        .put("recordings_listed", recordingsListed)
        .put("calls", calls)
        .put("contacts", contacts)
        .put("users", users)
        .put("people", people)
        .put("staff", staff)
        .put("gone", gone);
  }

  /** Reads {@link #json}. */
  static Affected of(JsonObject json) {
    return new Affected(
        json.getInteger("recordings_heard"),
        json.getInteger("transcripts_read"),
        json.getInteger("recordings_listed"),
        json.getInteger("calls"),
        json.getInteger("contacts"),
        json.getInteger("users"),
        json.getInteger("people"),
        json.getInteger("staff"),
        json.getInteger("gone"));
  }
}

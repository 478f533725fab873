package io.pronto.core.breach;

import io.pronto.core.breach.Trace.Terms;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Whom what was read is about. A call, its recording and its transcript are about the numbers that
 * called, were called or have diverted it, but for the organisation's own, and about those of its
 * people who took part; a contact is about its numbers. It is asked of the rows as they are now:
 * who was erased since is not among them.
 */
final class AffectedPeople {
  private static final int AT_ONCE = 1_000;

  private static final String CALLS =
      """
      select id, caller_number, called_number, diversions, caller_user_id, called_user_id
        from cdr where id = any($1)
      """;

  private final Tx tx;
  private final ReadRows read;
  private final Set<String> own;
  private final Map<String, Integer> people = new TreeMap<>();
  private final Map<String, Integer> users = new TreeMap<>();
  private int gone;

  private AffectedPeople(Tx tx, List<Terms> terms) {
    this.tx = tx;
    this.read = ReadRows.of(tx, terms);
    this.own = own(tx);
    calls();
    contacts();
    read.of(ReadRows.Kind.USER).forEach(id -> users.merge(id, 1, Integer::sum));
  }

  /** Looks who that is, in {@code tx} of the organisation. */
  static AffectedPeople of(Tx tx, List<Terms> terms) {
    return new AffectedPeople(tx, terms);
  }

  /** How many. */
  Affected counts() {
    return new Affected(
        size(ReadRows.Kind.HEARD),
        size(ReadRows.Kind.READ) + size(ReadRows.Kind.FOLLOWED),
        size(ReadRows.Kind.RECORDING),
        size(ReadRows.Kind.CALL),
        size(ReadRows.Kind.CONTACT),
        size(ReadRows.Kind.USER),
        people.size(),
        staff().size(),
        gone);
  }

  /** Who, numbers first, each in their order. */
  List<AffectedPerson> all() {
    var all = new ArrayList<AffectedPerson>();
    people.forEach((number, records) -> all.add(new AffectedPerson(number, false, records)));
    all.addAll(staff());
    return all;
  }

  private int size(ReadRows.Kind kind) {
    return read.of(kind).size();
  }

  private static Set<String> own(Tx tx) {
    var numbers = new HashSet<String>();
    tx.query("select number from phone_number union select number from number_rental")
        .forEach(row -> numbers.add(row.getString("number")));
    return numbers;
  }

  private void calls() {
    var ids = new ArrayList<String>(read.of(ReadRows.Kind.CALL));
    ids.addAll(read.of(ReadRows.Kind.FOLLOWED));
    ids.addAll(ofRecordings(read.of(ReadRows.Kind.HEARD)));
    ids.addAll(ofRecordings(read.of(ReadRows.Kind.RECORDING)));
    ids.addAll(ofTranscripts(read.of(ReadRows.Kind.READ)));
    var calls = new TreeMap<String, Row>();
    inBatches(new HashSet<>(ids), CALLS).forEach(row -> calls.put(row.getString("id"), row));
    for (var id : ids) { // a call that was listed and heard is two records
      var call = calls.get(id);
      if (call == null) {
        gone++;
      } else {
        call(call);
      }
    }
  }

  private void call(Row call) {
    Stream.concat(
            Stream.of(call.getString("caller_number"), call.getString("called_number")),
            Stream.of(call.getArrayOfStrings("diversions")))
        .distinct()
        .forEach(this::number);
    Stream.of("caller_user_id", "called_user_id")
        .map(call::getString)
        .filter(id -> id != null)
        .distinct()
        .forEach(id -> users.merge(id, 1, Integer::sum));
  }

  /** Whoever was not shown, and whatever is an extension, is nobody outside. */
  private void number(String number) {
    if (number.startsWith("+") && !own.contains(number)) {
      people.merge(number, 1, Integer::sum);
    }
  }

  /** The calls of recordings, those that were deleted since among them. */
  private List<String> ofRecordings(Set<String> recordings) {
    var found = inBatches(recordings, "select id, call_id from recording where id = any($1)");
    var left = new HashSet<>(recordings);
    found.forEach(row -> left.remove(row.getString("id")));
    var calls = new ArrayList<>(found.stream().map(row -> row.getString("call_id")).toList());
    for (var row :
        inBatches(left, "select id, recording_ids from cdr where recording_ids && $1::text[]")) {
      for (var recording : row.getArrayOfStrings("recording_ids")) {
        if (left.remove(recording)) {
          calls.add(row.getString("id"));
        }
      }
    }
    gone += left.size();
    return calls;
  }

  private List<String> ofTranscripts(Set<String> transcripts) {
    var found = inBatches(transcripts, "select call_id from transcript where id = any($1)");
    gone += transcripts.size() - found.size();
    return found.stream().map(row -> row.getString("call_id")).toList();
  }

  private void contacts() {
    var ids = read.of(ReadRows.Kind.CONTACT);
    var found = inBatches(ids, "select numbers from contact where id = any($1)");
    gone += ids.size() - found.size();
    found.forEach(
        row -> Stream.of(row.getArrayOfStrings("numbers")).distinct().forEach(this::number));
  }

  /** Users who are no more have no address left. */
  private List<AffectedPerson> staff() {
    return inBatches(
            users.keySet(), "select id, email from user_account where id = any($1) order by email")
        .stream()
        .map(
            row -> new AffectedPerson(row.getString("email"), true, users.get(row.getString("id"))))
        .toList();
  }

  private List<Row> inBatches(Collection<String> ids, String sql) {
    var wanted = List.copyOf(ids);
    var all = new ArrayList<Row>();
    for (int from = 0; from < wanted.size(); from += AT_ONCE) {
      var some = wanted.subList(from, Math.min(from + AT_ONCE, wanted.size()));
      all.addAll(tx.query(sql, (Object) some.toArray(String[]::new)));
    }
    return all;
  }
}

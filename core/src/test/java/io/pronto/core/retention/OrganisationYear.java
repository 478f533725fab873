package io.pronto.core.retention;

import io.pronto.core.destruction.Category;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An organisation that lives at random, and all that should exist of it: reckoned without a look at
 * the database, and without its SQL.
 */
final class OrganisationYear {
  private static final List<String> HOURS =
      List.of("00:00:00", "01:30:00", "02:30:00", "12:00:00", "22:30:00", "23:59:59");

  private final Random random;
  private final SimulatedServer server;
  final Stock stock;
  private final Staff staff;
  private final RandomWindows windows;
  private final RandomHolds holds;
  private final RandomEnd end;
  private final Map<Talk, LocalDate> calls = new HashMap<>();
  private final Map<String, LocalDate> archived = new TreeMap<>();
  private final Map<Talk, LocalDate> archivedCalls = new HashMap<>();
  final Tally tally = new Tally();

  OrganisationYear(Random random, SimulatedServer server, RandomEnd.Wish wish, LocalDate first) {
    this.random = random;
    this.server = server;
    stock = new Stock(server.ground.database);
    staff = new Staff(random, stock);
    windows = new RandomWindows(random, stock, staff, server.policies);
    holds = new RandomHolds(random, stock, staff, server.holds);
    end = new RandomEnd(random, stock, server.ended.contracts, wish, first);
  }

  /** Before anything is deleted on {@code day}, people decide this and that. */
  void decide(LocalDate day) {
    end.act(day);
    if (end.isErased()) {
      return;
    }
    if (end.inService(day) && random.nextInt(12) == 0) {
      windows.decide(server.now());
    }
    holds.setAndLift(server.now());
  }

  /** Takes what is to go on {@code day} out of what should exist. */
  void forget(LocalDate day) {
    archived.values().removeIf(last -> last.isBefore(day));
    archivedCalls
        .entrySet()
        .removeIf(one -> one.getValue().isBefore(day) && !isArchiveHeld(one.getKey()));
    windows.forget(server.now(), this::isHeld, tally);
    tally.drop(Category.CALL_DETAIL_RECORD, calls, last -> last.isBefore(day), holds::keepRecord);
    if (end.erases(day) && !end.isErased()) {
      erase(day);
    }
  }

  /** Holds go with the organisation. */
  private boolean isArchiveHeld(Talk talk) {
    return !end.isErased() && holds.keepArchived(talk);
  }

  private boolean isHeld(Talk talk) {
    return holds.keepSound(talk, calls.containsKey(talk));
  }

  /** Records that law keeps are sealed; when nothing is held, so is who the organisation was. */
  private void erase(LocalDate day) {
    tally.drop(Category.RECORDING, windows.recordings(), _ -> true, this::isHeld);
    tally.drop(Category.TRANSCRIPT, windows.transcripts(), _ -> true, this::isHeld);
    tally.drop(
        Category.CALL_DETAIL_RECORD_SEALED,
        calls,
        _ -> true,
        holds::keepRecord,
        one -> archivedCalls.put(one.getKey(), one.getValue()));
    if (left() == 0) {
      end.erased(day);
      var last = end.lastDay();
      archived.put("subscriber of " + stock.organisation, last.plusYears(5));
      staff.users().forEach(user -> archived.put("subscriber of " + user, last.plusYears(5)));
      if (!last.plusYears(1).isBefore(day)) {
        archived.put("sign_up of " + stock.organisation, last.plusYears(1));
      }
    }
  }

  private int left() {
    return calls.size() + windows.recordings().size() + windows.transcripts().size();
  }

  /** Calls in the course of {@code day}, after what was due has gone; somebody may change teams. */
  void live(LocalDate day) {
    if (end.isErased() || !end.inService(day)) {
      return;
    }
    if (random.nextInt(30) == 0) {
      staff.move();
    }
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      call(ParisCalendar.at(day, HOURS.get(random.nextInt(HOURS.size()))));
    }
  }

  private void call(Instant begun) {
    var number = random.nextBoolean() ? Optional.of(staff.number()) : Optional.<String>empty();
    var called = number.orElse(Stock.outside(random));
    var diverted = random.nextInt(4) == 0 ? List.of(Stock.outside(random)) : List.<String>of();
    var users = staff.some();
    var from = begun.plusSeconds(random.nextInt(3) * 40L);
    var call = stock.callTo(called, diverted, begun, users.toArray(String[]::new));
    var recording =
        Optional.of(call).filter(_ -> random.nextInt(5) > 0).map(id -> record(id, from, number));
    var transcript =
        recording.filter(_ -> random.nextInt(5) > 0).map(id -> stock.transcript(call, id));
    var numbers = Stream.concat(Stream.of(Stock.CALLER, called), diverted.stream()).toList();
    var teams = staff.teamsOf(users);
    var talk = new Talk(call, recording, transcript, begun, from, number, numbers, users, teams);
    calls.put(talk, ParisCalendar.day(begun).plusMonths(12));
    windows.begin(talk);
  }

  private String record(String call, Instant from, Optional<String> number) {
    var recording = stock.recording(call, from, number);
    server.write(stock.path(recording));
    return recording;
  }

  /** A line of each thing that should exist when {@code day}'s work is done. */
  Set<String> expected(LocalDate day) {
    var lines = new ArrayList<String>();
    calls.keySet().forEach(talk -> lines.add("cdr " + talk.call()));
    for (var talk : windows.recordings().keySet()) {
      lines.add("recording " + talk.recording().orElseThrow());
      lines.add("file " + stock.path(talk.recording().orElseThrow()));
    }
    windows
        .transcripts()
        .keySet()
        .forEach(t -> lines.add("transcript " + t.transcript().orElseThrow()));
    archived.forEach((what, last) -> lines.add("archived " + what + " through " + last));
    archivedCalls.forEach(
        (talk, last) ->
            lines.add("archived call_detail_record of " + talk.call() + " through " + last));
    if (!end.isErased()) {
      staff.users().forEach(user -> lines.add("user_account " + user));
    }
    if (!end.isForgotten(day)) {
      long held = end.erases(day) ? left() : 0;
      lines.add(
          "contract of %s, %s, %d held".formatted(stock.organisation, end.state(day).code(), held));
    }
    return Set.copyOf(lines);
  }

  boolean isErased() {
    return end.isErased();
  }
}

package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.destruction.Category;
import io.pronto.core.retention.RetentionRule.Scope;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Raises and lowers an organisation's windows at random, and reckons by itself until when that has
 * its recordings and transcripts kept.
 */
final class RandomWindows {
  private final Random random;
  private final Stock stock;
  private final Staff staff;
  private final RetentionPolicies policies;
  private final Map<Talk, Instant> recordings = new HashMap<>();
  private final Map<Talk, Instant> transcripts = new HashMap<>();
  private RetentionPolicy policy = RetentionPolicy.USUAL;
  private Optional<RetentionPolicy> waiting = Optional.empty();
  private Instant waitsUntil = Instant.MAX;

  RandomWindows(Random random, Stock stock, Staff staff, RetentionPolicies policies) {
    this.random = random;
    this.stock = stock;
    this.staff = staff;
    this.policies = policies;
  }

  /** What was said and recorded is kept by what holds now. */
  void begin(Talk talk) {
    talk.recording().ifPresent(_ -> recordings.put(talk, recordingDeadline(talk, policy)));
    talk.transcript()
        .ifPresent(_ -> transcripts.put(talk, transcriptDeadline(talk, policy, recordings, null)));
  }

  Map<Talk, Instant> recordings() {
    return recordings;
  }

  Map<Talk, Instant> transcripts() {
    return transcripts;
  }

  /** What is due by {@code now} goes, but for what is held, by the rules that hold then. */
  void forget(Instant now, Predicate<Talk> held, Tally tally) {
    comeIntoForce(now);
    tally.drop(Category.RECORDING, recordings, due -> !due.isAfter(now), held);
    tally.drop(Category.TRANSCRIPT, transcripts, due -> !due.isAfter(now), held);
  }

  /** Decides anew; not while a change comes into force, of which the next sweep is the first. */
  void decide(Instant now) {
    if (!waitsUntil.isAfter(now)) {
      return;
    }
    var wanted = policy();
    boolean sooner = deletesSooner(wanted, now);
    var state = policies.put(stock.organisation, wanted, staff.users().getFirst(), _ -> {});
    assertThat(state.pending().isPresent()).as("whether it waits").isEqualTo(sooner);
    if (!sooner) {
      become(wanted, now);
      return;
    }
    waiting = Optional.empty();
    waitsUntil = Instant.MAX;
    if (random.nextBoolean()) { // and is confirmed: otherwise it never comes into force
      policies.confirm(stock.organisation, staff.users().getLast());
      waiting = Optional.of(wanted);
      waitsUntil = now.plus(RetentionChange.CONFIRMED);
    }
  }

  private boolean deletesSooner(RetentionPolicy wanted, Instant now) {
    var then = sounds(wanted, now);
    return recordings.entrySet().stream()
            .anyMatch(one -> then.get(one.getKey()).isBefore(one.getValue()))
        || texts(wanted, then, now).entrySet().stream()
            .anyMatch(one -> one.getValue().isBefore(transcripts.get(one.getKey())));
  }

  private void comeIntoForce(Instant now) {
    if (!waitsUntil.isAfter(now)) {
      become(waiting.orElseThrow(), now);
    }
  }

  private void become(RetentionPolicy wanted, Instant now) {
    policy = wanted;
    waiting = Optional.empty();
    waitsUntil = Instant.MAX;
    recordings.putAll(sounds(wanted, now));
    transcripts.putAll(texts(wanted, recordings, now));
  }

  /** What is due stays due. */
  private Map<Talk, Instant> sounds(RetentionPolicy wanted, Instant now) {
    var then = new HashMap<>(recordings);
    then.replaceAll((talk, was) -> was.isAfter(now) ? recordingDeadline(talk, wanted) : was);
    return then;
  }

  private Map<Talk, Instant> texts(RetentionPolicy wanted, Map<Talk, Instant> sounds, Instant now) {
    var then = new HashMap<>(transcripts);
    then.replaceAll(
        (talk, was) -> was.isAfter(now) ? transcriptDeadline(talk, wanted, sounds, now) : was);
    return then;
  }

  private RetentionPolicy policy() {
    var rules = new ArrayList<RetentionRule>();
    for (var category : List.of(Category.RECORDING, Category.TRANSCRIPT)) {
      rules(rules, category, Scope.ORGANISATION, List.of(stock.organisation.value()));
      rules(rules, category, Scope.TEAM, staff.teams());
      rules(rules, category, Scope.NUMBER, staff.numbers());
      rules(rules, category, Scope.USER, staff.users());
    }
    return new RetentionPolicy(rules, random.nextBoolean());
  }

  private void rules(List<RetentionRule> all, Category category, Scope scope, List<String> ids) {
    for (var id : ids) {
      if (random.nextInt(4) == 0) {
        all.add(new RetentionRule(category, scope, id, 1 + random.nextInt(365)));
      }
    }
  }

  private static Instant recordingDeadline(Talk talk, RetentionPolicy policy) {
    return deadline(talk, policy, Category.RECORDING);
  }

  /** Of a recording that is gone there is no longer anything to be kept as long as. */
  private static Instant transcriptDeadline(
      Talk talk, RetentionPolicy policy, Map<Talk, Instant> sounds, Instant now) {
    var own = deadline(talk, policy, Category.TRANSCRIPT);
    var sound = sounds.get(talk);
    if (sound == null) {
      var byRule = deadline(talk, policy, Category.RECORDING);
      sound = byRule.isBefore(now) ? byRule : now;
    }
    return policy.transcriptsOutlive() || own.isBefore(sound) ? own : sound;
  }

  private static Instant deadline(Talk talk, RetentionPolicy policy, Category category) {
    var applying =
        policy.rules().stream()
            .filter(rule -> rule.category() == category && applies(rule, talk))
            .collect(Collectors.toMap(RetentionRule::scope, RetentionRule::days, Math::min));
    for (var scope : List.of(Scope.USER, Scope.NUMBER, Scope.TEAM, Scope.ORGANISATION)) {
      if (applying.containsKey(scope)) {
        return ParisCalendar.later(talk.recordedFrom(), Period.ofDays(applying.get(scope)));
      }
    }
    return ParisCalendar.later(talk.recordedFrom(), Period.ofMonths(6));
  }

  private static boolean applies(RetentionRule rule, Talk talk) {
    return switch (rule.scope()) {
      case USER -> talk.users().contains(rule.scopeId());
      case NUMBER -> talk.number().filter(rule.scopeId()::equals).isPresent();
      case TEAM -> talk.teams().contains(rule.scopeId());
      case ORGANISATION -> true;
    };
  }
}

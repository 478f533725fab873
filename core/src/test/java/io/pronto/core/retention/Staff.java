package io.pronto.core.retention;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** People who now and then change teams, and the numbers that they have. */
final class Staff {
  private final Random random;
  private final Stock stock;
  private final List<String> users;
  private final List<String> numbers;
  private final List<String> teams;
  private final Map<String, Set<String>> members = new HashMap<>();

  Staff(Random random, Stock stock) {
    this.random = random;
    this.stock = stock;
    users = Stream.generate(stock::user).limit(3).toList();
    numbers = Stream.generate(stock::number).limit(2).toList();
    teams = Stream.generate(stock::team).limit(2).toList();
    teams.forEach(team -> members.put(team, new HashSet<>()));
  }

  List<String> users() {
    return users;
  }

  List<String> numbers() {
    return numbers;
  }

  List<String> teams() {
    return teams;
  }

  /** Somebody joins a team, or leaves it. */
  void move() {
    var user = any(users);
    var team = any(teams);
    if (members.get(team).remove(user)) {
      stock.leave(team, user);
    } else {
      members.get(team).add(user);
      stock.join(team, user);
    }
  }

  /** Up to two of them. */
  List<String> some() {
    var some = new ArrayList<>(users);
    Collections.shuffle(some, random);
    return List.copyOf(some.subList(0, random.nextInt(3)));
  }

  String user() {
    return any(users);
  }

  String number() {
    return any(numbers);
  }

  /** In which teams any of {@code users} are now. */
  Set<String> teamsOf(List<String> users) {
    var found = new TreeSet<String>();
    members.forEach(
        (team, who) -> {
          if (users.stream().anyMatch(who::contains)) {
            found.add(team);
          }
        });
    return found;
  }

  private String any(List<String> things) {
    return things.get(random.nextInt(things.size()));
  }
}

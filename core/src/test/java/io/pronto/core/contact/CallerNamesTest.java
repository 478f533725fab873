package io.pronto.core.contact;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.OwnPostgres;
import io.pronto.core.Waiting;
import io.pronto.core.db.Database;
import io.pronto.core.destruction.Certified;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which names callers have, on a database that changes meanwhile. */
class CallerNamesTest {
  private static final E164 NUMBER = new E164("+33612345678");

  private final OrganisationId ours = Ground.organisation();
  private final OrganisationId theirs = Ground.organisation();
  private final Database database = new Database(Ground.vertx(), Ground.databaseUrl());
  private final ContactStore contacts = new ContactStore(Ground.database());
  private final ContactImports imports = new ContactImports(Ground.database());
  private final CallerNames names = new CallerNames(database);

  @AfterEach
  void close() {
    names.close();
    database.close();
  }

  @Test
  void aNumberHasTheNameOfItsContactInItsOwnOrganisationAlone() {
    contacts.add(ours, card("Carol", "Bakery", NUMBER.value()));

    assertThat(names.of(ours, NUMBER)).contains("Carol (Bakery)");
    assertThat(names.of(theirs, NUMBER)).isEmpty();
    assertThat(names.of(ours, new E164("+33612345679"))).isEmpty();
  }

  @Test
  void aNameIsThereBeforeAnybodyCalls() {
    contacts.add(ours, card("Carol", "", NUMBER.value()));

    Waiting.until("it was read by itself", () -> names.knows(ours));
  }

  @Test
  void whatHasChangedIsReadAgain() {
    var carol = contacts.add(ours, card("Carol", "", NUMBER.value()));
    await(NUMBER, "Carol");

    rename(carol, "Caroline");
    await(NUMBER, "Caroline");

    contacts.delete(ours, carol.id(), _ -> {}, Certified.BY_HAND);
    await(NUMBER, "");
  }

  @Test
  void theContactChangedLastNamesTheNumber() {
    var first = contacts.add(ours, card("First", "", NUMBER.value()));
    contacts.add(ours, card("Second", "", NUMBER.value()));
    await(NUMBER, "Second");

    var renamed = rename(first, "First again");
    await(NUMBER, "First again");

    contacts.delete(ours, renamed.id(), _ -> {}, Certified.BY_HAND);
    await(NUMBER, "Second");
  }

  @Test
  void ofATableTheLastRowNamesTheNumber() {
    var table =
        IntStream.range(0, 50).mapToObj(i -> card("Name " + i, "", NUMBER.value())).toList();

    imports.bringIn(ours, table);

    await(NUMBER, "Name 49");
  }

  @Test
  void manyAtOnceAreReadAsAWhole() {
    var table = new ArrayList<ContactCard>();
    for (int i = 0; i < 25_000; i++) {
      table.add(card("Name " + i, "", "+336" + (10_000_000 + i)));
    }

    imports.bringIn(ours, table);

    for (int i : List.of(0, 9_999, 10_000, 24_999)) {
      await(new E164("+336" + (10_000_000 + i)), "Name " + i);
    }
  }

  @Test
  void whileTheDatabaseHangsWhatIsKnownIsAnsweredAndNobodyWaitsForTheRest(@TempDir Path folder) {
    try (var server = OwnPostgres.start(folder);
        var own = new Database(Ground.vertx(), server.url());
        var known = new CallerNames(own)) {
      var organisation = organisation(own);
      new ContactStore(own).add(organisation, card("Carol", "", NUMBER.value()));
      Waiting.until(
          "it was read",
          () -> known.knows(organisation) && known.of(organisation, NUMBER).isPresent());

      server.freeze();
      try {
        long began = System.nanoTime();
        assertThat(known.of(organisation, NUMBER)).contains("Carol");
        assertThat(known.of(ours, NUMBER)).isEmpty();
        assertThat(known.of(theirs, NUMBER)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      } finally {
        server.thaw();
      }
    }
  }

  private static OrganisationId organisation(Database database) {
    var id = OrganisationId.next();
    database.asOperator(
        tx ->
            tx.update(
                "insert into organisation (id, name, country, label) values ($1, $1, 'FR', 'firm')",
                id.value()));
    return id;
  }

  private void await(E164 number, String name) {
    Waiting.until(number + " is " + name, () -> names.of(ours, number).orElse("").equals(name));
  }

  private Contact rename(Contact contact, String name) {
    return contacts
        .change(
            ours,
            contact.id(),
            before ->
                new Contact(
                    before.id(),
                    new ContactCard(name, "", before.card().numbers()),
                    before.source(),
                    before.externalId(),
                    before.createdAt(),
                    before.changedAt()))
        .orElseThrow();
  }

  private static ContactCard card(String name, String company, String... numbers) {
    return new ContactCard(name, company, Stream.of(numbers).map(E164::new).toList());
  }
}

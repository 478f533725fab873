package io.pronto.core.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.db.PageRequest;
import io.pronto.core.destruction.Certified;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContactStoreTest {
  private static final String NUMBER = "+33612345678";

  private final OrganisationId ours = Ground.organisation();
  private final OrganisationId theirs = Ground.organisation();
  private final ContactStore contacts = new ContactStore(Ground.database());
  private final ContactImports imports = new ContactImports(Ground.database());

  @Test
  void aContactIsKeptChangedAndDeleted() {
    var made = contacts.add(ours, card("Carol", "Bakery", NUMBER, "+33123456789"));

    assertThat(contacts.find(ours, made.id())).contains(made);
    assertThat(made.source()).isEqualTo(Contact.Source.MANUAL);
    var changed = change(made, card("Carol", "", "+33123456789"));
    assertThat(changed.card().numbers()).containsExactly(new E164("+33123456789"));
    assertThat(changed.createdAt()).isEqualTo(made.createdAt());
    assertThat(changed.changedAt()).isAfter(made.changedAt());
    assertThat(found("bakery")).isEmpty();
    assertThat(found("+336")).isEmpty();
    assertThat(found("carol")).containsExactly("Carol");

    assertThat(contacts.delete(ours, made.id(), _ -> {}, Certified.BY_HAND)).isTrue();
    assertThat(contacts.find(ours, made.id())).isEmpty();
    assertThat(found("carol")).isEmpty();
    assertThat(contacts.delete(ours, made.id(), _ -> {}, Certified.BY_HAND)).isFalse();
  }

  @Test
  void aChangeThatChangesNothingIsNone() {
    var made = contacts.add(ours, card("Carol", "", NUMBER));

    assertThat(change(made, card(" Carol ", "", NUMBER, NUMBER))).isEqualTo(made);
  }

  @Test
  void anotherOrganisationSeesNothingOfThem() {
    var made = contacts.add(ours, card("Carol", "", NUMBER));

    assertThat(contacts.find(theirs, made.id())).isEmpty();
    assertThat(all(theirs, Optional.empty())).isEmpty();
    assertThat(all(theirs, Optional.of(ContactSearch.of("carol", "FR")))).isEmpty();
    assertThat(contacts.change(theirs, made.id(), contact -> contact)).isEmpty();
    assertThat(contacts.delete(theirs, made.id(), _ -> {}, Certified.BY_HAND)).isFalse();
    assertThat(imports.foresee(theirs, List.of(made.card())).created()).isEqualTo(1);
    for (var table : List.of("contact", "contact_key", "contact_import")) {
      var rows = "select from " + table;
      assertThat(Ground.database().<Integer>in(theirs, tx -> tx.query(rows).size())).isZero();
      assertThat(Ground.database().<Integer>asStranger(tx -> tx.query(rows).size())).isZero();
    }
  }

  @Test
  void theOperatorSeesNoContact() {
    contacts.add(ours, card("Carol", "", NUMBER));

    for (var table : List.of("contact", "contact_key", "contact_import")) {
      var rows = "select from " + table;
      assertThat(Ground.database().<Integer>asOperator(tx -> tx.query(rows).size())).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zoe",
        "ZOÉ",
        "dup",
        "dupont-d",
        "strass",
        "Straß",
        "dubois zoe",
        "06 12",
        "+336",
        "0033612345678",
        "336123",
        "1664"
      })
  void aContactIsFoundByHowItsWordsAndNumbersBegin(String typed) {
    contacts.add(ours, card("Zoé Dupont-Dubois", "Brasserie 1664, Straßburg", NUMBER));
    contacts.add(ours, card("Bob", "Garage", "+33700000000"));

    assertThat(found(typed)).containsExactly("Zoé Dupont-Dubois");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oe", "zoe bob", "07 12", "%", "'; drop table contact", "\uFFFD", "👩"})
  void nothingElseFindsIt(String typed) {
    contacts.add(ours, card("Zoé Dupont-Dubois", "Brasserie", NUMBER));

    assertThat(found(typed)).isEmpty();
  }

  @Test
  void aListIsReadPageByPage() {
    var ids =
        IntStream.range(0, 5).mapToObj(i -> contacts.add(ours, card("C" + i, "", NUMBER)).id());
    var made = ids.sorted().toList();

    var first = contacts.list(ours, search("c"), PageRequest.first(3));
    var second =
        contacts.list(ours, search("c"), new PageRequest(3, first.next(), Optional.empty(), true));

    assertThat(Stream.concat(first.items().stream(), second.items().stream()).map(Contact::id))
        .containsExactlyElementsOf(made.reversed());
    assertThat(second.next()).isEmpty();
  }

  @Test
  void aTableComesInOnce() {
    contacts.add(ours, card("Carol", "", "+33123456789", NUMBER));
    var table = List.of(card("Carol", "", NUMBER, "+33123456789"), card("Carol", "Bakery", NUMBER));

    var foreseen = imports.foresee(ours, table);
    assertThat(all(ours, Optional.empty())).hasSize(1);
    var first = imports.bringIn(ours, table);
    var second = imports.bringIn(ours, table);

    assertThat(first).isEqualTo(foreseen).isEqualTo(new ContactImport(2, 1, 1));
    assertThat(second).isEqualTo(new ContactImport(2, 0, 2));
    assertThat(found("bakery")).containsExactly("Carol");
  }

  @Test
  void thereAreNoMoreThanThereMayBe() {
    Ground.database()
        .in(
            ours,
            tx ->
                tx.update(
                    """
                    insert into contact (id, organisation_id, name, company, numbers, import_id)
                    select 'con_' || i, $1, 'C', '', array['+33612345678'], $2
                      from generate_series(1, 99999) i
                    """,
                    ours.value(),
                    imported()));
    contacts.add(ours, card("The last", "", NUMBER));

    assertThatThrownBy(() -> contacts.add(ours, card("One more", "", NUMBER)))
        .isInstanceOf(ContactsFull.class);
    assertThatThrownBy(() -> imports.bringIn(ours, List.of(card("One more", "", NUMBER))))
        .isInstanceOf(ContactsFull.class);
  }

  @Test
  void theLogKeepsThatAContactWasDeletedAndNotWhoItWas() {
    var made = contacts.add(ours, card("Carol", "Bakery", NUMBER));
    change(made, card("Caroline", "Bakery", "+33700000000"));
    contacts.delete(ours, made.id(), _ -> {}, Certified.BY_HAND);
    imports.bringIn(ours, List.of(card("Bob", "", NUMBER), card("Bill", "", NUMBER)));

    var log =
        Ground.database()
            .in(
                ours,
                tx ->
                    tx.query(
                        """
                        select action, coalesce(before::text, '') || coalesce(after::text, '')
                               as said
                          from audit_event where action like 'contact%' order by sequence
                        """));

    assertThat(log)
        .extracting(row -> row.getString("action"))
        .containsExactly(
            "contact.created", "contact.changed", "contact.deleted", "contact_import.created");
    assertThat(log)
        .extracting(row -> row.getString("said"))
        .noneMatch(said -> said.matches(".*(Carol|Bakery|Bob|\\+33).*"));
  }

  private String imported() {
    return Ground.database()
        .in(
            ours,
            tx ->
                tx.one(
                        """
                        insert into contact_import (id, organisation_id, rows, created)
                        values ('imp_' || $1, $1, 0, 0) returning id
                        """,
                        ours.value())
                    .orElseThrow()
                    .getString(0));
  }

  private Contact change(Contact contact, ContactCard card) {
    return contacts
        .change(
            ours,
            contact.id(),
            before ->
                new Contact(
                    before.id(),
                    card,
                    before.source(),
                    before.externalId(),
                    before.createdAt(),
                    before.changedAt()))
        .orElseThrow();
  }

  private List<String> found(String typed) {
    return all(ours, search(typed)).stream().map(contact -> contact.card().name()).toList();
  }

  private static Optional<ContactSearch> search(String typed) {
    return Optional.of(ContactSearch.of(typed, "FR"));
  }

  private List<Contact> all(OrganisationId organisation, Optional<ContactSearch> search) {
    return contacts.list(organisation, search, PageRequest.first(100)).items();
  }

  private static ContactCard card(String name, String company, String... numbers) {
    return new ContactCard(name, company, Stream.of(numbers).map(E164::new).toList());
  }
}

package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.pronto.core.Ground;
import io.pronto.core.subject.Erasure.Kept;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of every column that holds text it is written down whether it may hold somebody. */
class PlacesTest {
  /**
   * Of one's own numbers it is the rental that is counted, and of the archive what was put into it;
   * what is the operator's own is about its people.
   */
  private static final List<String> COUNTED_OR_NOBODYS = List.of("own_number", "law", "operator");

  private final Places places = Places.read();

  @Test
  void everyColumnOfTextIsInTheRegister() {
    var known = new TreeSet<>(places.without());
    places.all().forEach(place -> known.add(place.table() + '.' + place.column()));

    var there =
        names(
            """
            select c.relname || '.' || a.attname
              from pg_class c join pg_attribute a on a.attrelid = c.oid
             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
               and c.relname <> 'flyway_schema_history' and c.relname !~ '^cdr_([0-9]{4}_[0-9]{2}|default)$'
               and a.attnum > 0 and not a.attisdropped
               and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'varchar'::regtype, 'json'::regtype,
                                  'jsonb'::regtype, 'bytea'::regtype, 'bytea[]'::regtype, 'tsvector'::regtype,
                                  'integer[]'::regtype)
            """);

    assertThat(known)
        .as("Whoever adds a column says in subject/places.txt whether it may hold somebody")
        .containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  void ofEachColumnItIsSaidOnce() {
    assertThat(
            Stream.concat(
                places.all().stream().map(place -> place.table() + '.' + place.column()),
                places.without().stream()))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsFoundIsSearched() {
    assertThat(names("select place from subject_places()"))
        .containsExactlyInAnyOrderElementsOf(places.searched());
  }

  @Test
  void whatIsSearchedAndStaysCanBeListed() {
    assertThat(KeptPlace.ALL)
        .as("Whoever leaves somebody somewhere, in subject/places.txt, has KeptPlace count it")
        .extracting(KeptPlace::table, KeptPlace::reason)
        .containsExactlyInAnyOrderElementsOf(
            staying(Place.Search.FOUND, Place.Search.WITH)
                .map(place -> tuple(place.table(), place.why()))
                .distinct()
                .toList());
  }

  @Test
  void ofWhatIsNotSearchedAndStaysTheListAlwaysSaysWhy() {
    assertThat(KeptList.with(Stream.empty()))
        .extracting(Kept::reason)
        .containsAll(
            staying(Place.Search.NOT, Place.Search.SEALED)
                .map(Place::why)
                .filter(why -> !COUNTED_OR_NOBODYS.contains(why))
                .toList());
  }

  private Stream<Place> staying(Place.Search... searches) {
    return places.all().stream()
        .filter(place -> place.erasure() == Place.Erased.STAYS)
        .filter(place -> List.of(searches).contains(place.search()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr", "it"})
  void whateverStaysHasItsReasonInWords(String language) {
    var words = SubjectWords.in(language);

    for (var place : places.all()) {
      if (place.erasure() == Place.Erased.STAYS) {
        assertThat(words.reason(place.why())).as(place.why()).isNotBlank();
      }
    }
    for (var why : places.unsought()) {
      assertThat(words.word("unsought." + why)).isNotBlank();
      assertThat(words.reason(why)).isNotBlank();
    }
    for (var kept : KeptList.with(Stream.empty())) {
      assertThat(words.place(kept.place())).isNotBlank();
      assertThat(words.reason(kept.reason())).isNotBlank();
    }
    for (var reason :
        List.of("legal_hold", "in_use", "law", "under_way", "account_needed", "subscriber")) {
      assertThat(words.reason(reason)).isNotBlank();
    }
    assertThat(places.searched()).allSatisfy(table -> assertThat(words.place(table)).isNotBlank());
  }

  private static List<String> names(String sql) {
    return Ground.database().asStranger(tx -> tx.query(sql)).stream()
        .map(row -> row.getString(0))
        .toList();
  }
}

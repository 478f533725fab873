package io.pronto.core.contact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NameTableTest {
  @Property
  void everyNumberHasItsNameAndNoOtherHasOne(
      @ForAll("numbers") List<String> numbers, @ForAll("number") String other) {
    Map<String, String> names =
        numbers.stream().distinct().collect(Collectors.toMap(n -> n, n -> "Ñame of " + n));
    var building = new NameTable.Builder();
    names.keySet().stream().sorted().forEach(n -> building.add(NameTable.key(n), names.get(n)));

    var table = building.build();

    assertThat(table.size()).isEqualTo(names.size());
    names.forEach((n, name) -> assertThat(table.find(NameTable.key(n))).contains(name));
    if (!names.containsKey(other)) {
      assertThat(table.find(NameTable.key(other))).isEmpty();
    }
  }

  @Property
  void numbersStandInTheOrderOfTheirTexts(
      @ForAll("number") String one, @ForAll("number") String other) {
    assertThat(Integer.signum(Long.compare(NameTable.key(one), NameTable.key(other))))
        .isEqualTo(Integer.signum(one.compareTo(other)));
  }

  @Provide
  Arbitrary<List<String>> numbers() {
    return number().list().ofMaxSize(60);
  }

  @Provide
  Arbitrary<String> number() {
    return Arbitraries.strings()
        .numeric()
        .ofMinLength(6)
        .ofMaxLength(14)
        .flatMap(rest -> Arbitraries.integers().between(1, 9).map(first -> "+" + first + rest));
  }
}

package io.pronto.api.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.api.scim.AttributePath.Comparison;
import io.vertx.core.json.Json;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathReaderTest {
  @Example
  void aPathMayHaveASchemaAFilterAndAPart() {
    assertThat(AttributePath.of("userName").dotted()).isEqualTo("username");
    assertThat(AttributePath.of("name.givenName").dotted()).isEqualTo("name.givenname");
    assertThat(AttributePath.of("members.$ref").dotted()).isEqualTo("members.$ref");
    assertThat(AttributePath.of(Schemas.USER + ":name.familyName"))
        .isEqualTo(new AttributePath(Optional.of(Schemas.USER), "name", List.of(), "familyname"));
    assertThat(AttributePath.of(Schemas.ENTERPRISE.toUpperCase()))
        .isEqualTo(new AttributePath(Optional.of(Schemas.ENTERPRISE), "", List.of(), ""));

    var chosen = AttributePath.of("emails[type eq \"work\" and primary eq true].value");

    assertThat(chosen.dotted()).isEqualTo("emails.value");
    assertThat(chosen.filter())
        .extracting(each -> each.path().dotted() + '=' + each.value())
        .containsExactly("type=work", "primary=true");
  }

  @Example
  void aFilterIsComparisonsJoinedByAnd() {
    assertThat(shown("userName eq \"a\\\"b c\"")).containsExactly("username=a\"b c");
    assertThat(shown("id eq \"x\" AND members EQ \"y\"")).containsExactly("id=x", "members=y");
    assertThat(shown("active eq false and externalId eq null"))
        .containsExactly("active=false", "externalid=null");
    assertThat(shown("emails[type eq \"work\"].value eq \"a@b\""))
        .containsExactly("emails.value=a@b");
  }

  @Example
  void whatIsNotUnderstoodIsNamed() {
    for (var filter :
        List.of(
            "",
            " ",
            "userName",
            "userName eq",
            "userName eq ",
            "userName eq bob",
            "userName eq \"bob",
            "userName co \"bob\"",
            "userName pr",
            "not (userName eq \"bob\")",
            "userName eq \"a\" or userName eq \"b\"",
            "userName eq \"a\" and",
            "userName eq \"a\"and active eq true",
            "userName eq {}",
            "urn:nonsense:userName eq \"a\"",
            "emails[type eq \"work\".value eq \"a\"",
            "userName eq \"a\")")) {
      assertThatThrownBy(() -> AttributePath.filter(filter))
          .as(filter)
          .isInstanceOf(Unreadable.class);
    }
    for (var path :
        List.of(
            "",
            ".",
            "name.",
            "name..x",
            "a[",
            "a[]",
            "a[b eq 1",
            "a[b[c eq 1] eq 2]",
            "é",
            "a b")) {
      assertThatThrownBy(() -> AttributePath.of(path)).as(path).isInstanceOf(Unreadable.class);
    }
  }

  @Property
  void whateverIsSentIsReadOrRefused(@ForAll String text) {
    refusesOrReads(text);
  }

  @Property
  void whateverLooksLikeAFilterIsReadOrRefused(@ForAll("nearlyFilters") String text) {
    refusesOrReads(text);
  }

  @Property
  void everyValueIsReadAsItWasMeant(@ForAll String value) {
    var filter = "userName eq " + Json.encode(value);

    assertThat(AttributePath.filter(filter))
        .singleElement()
        .extracting(Comparison::value)
        .isEqualTo(value);
  }

  @Example
  void whoNestsOrRepeatsWithoutEndIsStopped() {
    refusesOrReads("a[".repeat(500_000));
    refusesOrReads("a eq 1 and ".repeat(50_000));
    refusesOrReads("\"".repeat(500_000));
    refusesOrReads("a eq " + "9".repeat(500_000));
  }

  @Provide
  Arbitrary<String> nearlyFilters() {
    return Arbitraries.of(
            "userName",
            "emails",
            "[",
            "]",
            ".",
            " ",
            " eq ",
            " and ",
            "\"x\"",
            "\"",
            "\\",
            "true",
            "1e9",
            "urn:",
            Schemas.USER,
            ":",
            "value",
            "(",
            ")",
            "null",
            "-")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  private static void refusesOrReads(String text) {
    try {
      assertThat(AttributePath.filter(text)).isNotEmpty();
    } catch (Unreadable refused) {
      assertThat(refused).hasMessageMatching("(?s).{1,300}");
    }
    try {
      assertThat(AttributePath.of(text)).isNotNull();
    } catch (Unreadable refused) {
      assertThat(refused).hasMessageMatching("(?s).{1,300}");
    }
  }

  private static List<String> shown(String filter) {
    return AttributePath.filter(filter).stream()
        .map(each -> each.path().dotted() + '=' + each.value())
        .toList();
  }
}

package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.numbering.RecordingExclusion.Type;
import io.pronto.core.numbering.RecordingExclusionStore;
import io.pronto.core.rules.Forwarding;
import io.pronto.core.rules.ForwardingStore;
import io.pronto.core.rules.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Whose calls are never recorded, whatever numbers' policies say. */
class NeverRecordedTest {
  private static final Caller CARRIER =
      new Caller.OfTrunk(
          new Trunk(
              "trk_1", "car_1", "trunk", "127.0.0.1", 5060, "udp", List.of(), OptionalInt.empty()),
          "+33611111111",
          "");

  private final Firm firm = Firm.found();
  private final String anna = firm.user("101");
  private final String bruno = firm.user("102");

  NeverRecordedTest() {
    firm.device(anna, "anna-desk");
  }

  @Test
  void whoIsExcludedIsNotRecordedInEitherDirectionWhoeverElseIs() {
    var annas = firm.rent();
    firm.assign(annas, anna, "all");
    var brunos = firm.rent();
    firm.assign(brunos, bruno, "on_demand");
    exclude(Type.USER, anna);

    assertThat(again().route(anna(), "0144556677").excluded()).isTrue();
    assertThat(again().route(CARRIER, annas.value()).recordedFor()).isEmpty();
    assertThat(again().route(CARRIER, annas.value()).excluded()).isTrue();
    assertThat(again().route(CARRIER, brunos.value()).recordedFor()).isPresent();
    assertThat(again().route(CARRIER, brunos.value()).excluded()).isFalse();
  }

  @Test
  void aNumberIsExcludedWhetherItCallsIsCalledOrIsTheOrganisationsOwn() {
    var number = firm.rent();
    firm.assign(number, anna, "all");
    exclude(Type.NUMBER, "+33144556677");

    assertThat(again().route(anna(), "01 44 55 66 77").excluded()).isTrue();
    assertThat(again().route(anna(), "01 44 55 66 78").recordedFor()).isPresent();
    assertThat(again().route(CARRIER, number.value()).recordedFor()).isPresent();

    exclude(Type.NUMBER, "06 11 11 11 11");
    assertThat(again().route(CARRIER, number.value()).excluded()).isTrue();
    exclude(Type.NUMBER, number.value());
    assertThat(again().route(anna(), "01 44 55 66 78").excluded()).isTrue();
  }

  @Test
  void whoeverIsInAnExcludedTeamIsNotRecordedNorIsWhatIsDivertedToThem() {
    var number = firm.rent();
    firm.assign(number, anna, "all");
    exclude(Type.TEAM, team(bruno));
    assertThat(again().route(CARRIER, number.value()).recordedFor()).isPresent();

    always(anna, new Target.Colleague(bruno));
    var route = again().route(CARRIER, number.value());
    assertThat(rings(route)).isEqualTo(bruno);
    assertThat(route.excluded()).isTrue();
  }

  private void exclude(Type type, String subject) {
    new RecordingExclusionStore(Ground.database())
        .add(firm.organisation(), type, subject, "", "usr_x")
        .orElseThrow();
  }

  /** One that knows what has just changed. */
  private static CallRouter again() {
    return new CallRouter(new Directory(Ground.database(), Firm.DOMAIN));
  }

  private String team(String member) {
    var id = Id.next("team");
    Ground.database()
        .in(
            firm.organisation(),
            tx -> {
              tx.update(
                  "insert into team (id, organisation_id, name) values ($1, $2, $1)",
                  id,
                  firm.organisation().value());
              return tx.update(
                  "insert into team_member (organisation_id, team_id, user_id) values ($1, $2, $3)",
                  firm.organisation().value(),
                  id,
                  member);
            });
    return id;
  }

  private void always(String user, Target target) {
    new ForwardingStore(Ground.database(), Ground.outbox())
        .change(
            firm.organisation(),
            user,
            none ->
                new Forwarding(
                    false,
                    Optional.of(target),
                    none.busy(),
                    none.noAnswer(),
                    none.noAnswerAfter(),
                    none.unreachable(),
                    none.findMe()));
  }

  private Caller.OfDevice anna() {
    var directory = new Directory(Ground.database(), Firm.DOMAIN);
    return new Caller.OfDevice(
        directory.account(firm.addressOfRecord("anna-desk")).orElseThrow(),
        directory.line(firm.organisation(), anna).orElseThrow(),
        Optional.empty(),
        false);
  }

  private static String rings(Route route) {
    assertThat(route.destination()).isInstanceOf(Destination.RingUser.class);
    return ((Destination.RingUser) route.destination()).line().userId();
  }
}

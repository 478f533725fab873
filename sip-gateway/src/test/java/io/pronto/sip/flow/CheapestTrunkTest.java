package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.numbering.E164;
import io.pronto.core.rating.Tariffs;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

/** Calls to the outside by what they cost. */
class CheapestTrunkTest extends Telephony {
  private static final String ABROAD = "0612345678";

  private final TestPhone dear = exchange.carrier("127.0.0.11");
  private final TestPhone cheap = exchange.carrier("127.0.0.12");
  private final String dearTrunk = town.trunk("127.0.0.11", dear.address().getPort());
  private final String cheapTrunk = town.trunk("127.0.0.12", cheap.address().getPort());
  private final TestPhone phone;

  CheapestTrunkTest() {
    town.set(cheapTrunk, "priority = 1"); // as the other's, so that the price decides
    town.number(alice, "off", true);
    Tariffs.buying(carrier(dearTrunk), "prefix,price_per_minute\n336,0.05\n");
    Tariffs.buying(carrier(cheapTrunk), "prefix,price_per_minute\n33,0.01\n336,0.03\n");
    Tariffs.selling(town.organisation(), "prefix,price_per_minute\n33,0.10\n");
    Waiting.until("the prices are known", this::isKnown);
    phone = exchange.phone(alice.credentials());
  }

  @Test
  void aCallGoesByTheCheapestTrunkAndIsRatedByIt() {
    var outgoing = phone.call(ABROAD);
    talk(outgoing, cheap.awaitCall().answer());

    var record = exchange.record();
    assertThat(record.called().trunkId()).contains(cheapTrunk);
    Waiting.until("it is charged", () -> charge("price", record.id().value()).equals("0.100000"));
    assertThat(cost(record.id().value())).isEqualTo("0.030000");
  }

  @Test
  void whenTheCheapestFailsTheCallGoesByTheDearerOne() {
    var outgoing = phone.call(ABROAD);
    cheap.awaitCall().reject("503 Service Unavailable");
    talk(outgoing, dear.awaitCall().answer());

    assertThat(exchange.record().called().trunkId()).contains(dearTrunk);
  }

  private static void talk(PhoneCall outgoing, PhoneCall incoming) {
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
  }

  private boolean isKnown() {
    var number = new E164("+33612345678");
    var now = Instant.now();
    return exchange.rates().buying(carrier(cheapTrunk), number, now).isPresent()
        && exchange.rates().buying(carrier(dearTrunk), number, now).isPresent()
        && exchange.rates().selling(town.organisation(), number, now).isPresent();
  }

  private static String carrier(String trunk) {
    return Ground.database()
        .asOperator(
            tx ->
                tx.one("select carrier_id from trunk where id = $1", trunk)
                    .orElseThrow()
                    .getString(0));
  }

  private String charge(String column, String call) {
    return Ground.database()
        .in(
            town.organisation(),
            tx ->
                tx.one("select " + column + " from call_charge where call_id = $1", call)
                    .map(row -> row.getBigDecimal(0).toPlainString())
                    .orElse(""));
  }

  /** What the operator pays, which no organisation may read. */
  private String cost(String call) {
    var until = OffsetDateTime.now().plusDays(1);
    return Ground.database()
        .asOperator(
            tx ->
                tx.query(
                    "select call_id, cost from charged_calls($1, $2, $3, $4, $5)",
                    until.minusDays(2),
                    until,
                    town.organisation().value(),
                    "",
                    10))
        .stream()
        .filter(row -> row.getString("call_id").equals(call))
        .findFirst()
        .orElseThrow()
        .getBigDecimal("cost")
        .toPlainString();
  }
}

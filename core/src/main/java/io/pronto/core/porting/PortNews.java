package io.pronto.core.porting;

import io.pronto.core.event.News;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What an organisation is told when its number has come a step further. */
final class PortNews {
  private PortNews() {}

  static List<News> of(PortOrder order) {
    var news = News.of("port." + order.state().code(), PortOrderRow.told(order));
    return order.state() == PortState.DONE ? List.of(news, ofNumber(order)) : List.of(news);
  }

  private static News ofNumber(PortOrder order) {
    var data =
        new JsonObject()
            .put("number", order.number().value())
            .put("country", order.country())
            .put("type", order.type());
    return switch (order.direction()) {
      case IN -> News.of("number.activated", data);
      case OUT -> News.of("number.released", data);
    };
  }
}

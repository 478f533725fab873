package io.pronto.api.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.pronto.api.contract.Fault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * JSON as two programs along the way must read it alike (RFC 8259): UTF-8 without a fault (section
 * 8.1) and no name twice in an object (section 4), of which one would take the first and another
 * the last.
 */
final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonText() {}

  /**
   * The value of a body.
   *
   * @throws Problem 400 when it is none
   */
  static Object read(Buffer body) {
    try {
      var text = text(body);
      var value = Json.decodeValue(text);
      refuseRepeated(text);
      return value;
    } catch (DecodeException | IOException e) {
      throw Problem.malformed("malformed_json", "The body is not JSON in UTF-8", List.of());
    }
  }

  /** A decoder reports every fault, where {@code new String} would mend it. */
  private static String text(Buffer body) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString();
  }

  private static void refuseRepeated(String text) throws IOException {
    Deque<Set<String>> objects = new ArrayDeque<>();
    try (var parser = FACTORY.createParser(text)) {
      for (JsonToken token; (token = parser.nextToken()) != null; ) {
        switch (token) {
          case START_OBJECT -> objects.push(new HashSet<>());
          case END_OBJECT -> objects.pop();
          case FIELD_NAME -> refuseRepeated(parser, objects.element());
          default -> {}
        }
      }
    }
  }

  private static void refuseRepeated(JsonParser parser, Set<String> names) throws IOException {
    if (!names.add(parser.currentName())) {
      var pointer = parser.getParsingContext().pathAsPointer().toString();
      throw Problem.malformed(
          "malformed_json",
          "A field is given twice; see errors",
          List.of(new Fault(pointer, "repeated", "Must be given only once")));
    }
  }
}

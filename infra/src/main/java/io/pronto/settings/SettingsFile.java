package io.pronto.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads pronto.yaml as keys and texts. YAML's own idea of types is never asked, so that a password
 * of digits stays what was written; no object is made of it, so that the file cannot do anything.
 */
final class SettingsFile {
  private static final int DEEPEST = 4;

  private final String name;
  private final List<String> faults;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private SettingsFile(String name, List<String> faults) {
    this.name = name;
    this.faults = faults;
  }

  /** Returns the values by dotted key; adds what cannot be read to {@code faults}. */
  static Map<String, Entry> read(Path path, List<String> faults) {
    var file = new SettingsFile(String.valueOf(path.getFileName()), faults);
    try {
      file.parse(Files.readString(path));
    } catch (MalformedInputException e) {
      faults.add(path + " is not UTF-8 text: save it as UTF-8");
    } catch (IOException e) {
      faults.add(path + " cannot be read: check that it exists and may be read by this user");
    }
    return file.entries;
  }

  private void parse(String text) {
    try {
      var root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root != null && root.getTag() != Tag.NULL) {
        walk("", root, 0);
      }
    } catch (MarkedYAMLException e) {
      var line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      faults.add("%s, line %d: not YAML: %s".formatted(name, line, oneLine(e.getProblem())));
    } catch (YAMLException e) {
      faults.add("%s: not YAML: %s".formatted(name, oneLine(e.getMessage())));
    }
  }

  private void walk(String key, Node node, int depth) {
    switch (node) {
      case MappingNode mapping when depth < DEEPEST ->
          mapping
              .getValue()
              .forEach(pair -> walk(join(key, pair.getKeyNode()), pair.getValueNode(), depth + 1));
      case ScalarNode scalar when !key.isEmpty() -> put(key, scalar, scalar.getValue());
      case SequenceNode list
          when !key.isEmpty() && list.getValue().stream().allMatch(ScalarNode.class::isInstance) ->
          put(key, list, String.join(",", texts(list)));
      default ->
          faults.add(
              "%s: expected keys with values here, such as sip.port: 5060".formatted(at(node)));
    }
  }

  private void put(String key, Node node, String value) {
    if (entries.putIfAbsent(key, new Entry(value, at(node))) != null) {
      faults.add("%s: set twice; the second time in %s: remove one".formatted(key, at(node)));
    }
  }

  private static List<String> texts(SequenceNode list) {
    var texts = new ArrayList<String>();
    list.getValue().forEach(item -> texts.add(((ScalarNode) item).getValue()));
    return texts;
  }

  private static String join(String key, Node last) {
    var text = last instanceof ScalarNode scalar ? scalar.getValue() : "?";
    return key.isEmpty() ? text : key + '.' + text;
  }

  private String at(Node node) {
    return "%s, line %d".formatted(name, node.getStartMark().getLine() + 1);
  }

  private static String oneLine(String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}

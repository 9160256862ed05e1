// The classes of the ordinary service.

export const application = `package com.example.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Application {
  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }
}
`;

export const configuration = `package com.example.shop;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
public class TimeConfiguration {
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
`;

/** What a service has for one of its topics, by the names of the files. */
export const classesOf = (topic: string) => {
  const name = topic.toLowerCase();
  const head = `package com.example.shop.${name};\n\n`;
  return {
    [`${topic}.java`]: `${head}import java.time.Instant;

public record ${topic}(String id, String title, long cents, Instant changed) {
  public ${topic} {
    if (title == null || title.isBlank()) throw new IllegalArgumentException("title is missing");
    if (cents < 0) throw new IllegalArgumentException("cents is below 0: " + cents);
  }

  public ${topic} costing(long amount, Instant now) {
    return new ${topic}(id, title, amount, now);
  }
}
`,
    [`${topic}Store.java`]: `${head}import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Repository;

@Repository
public class ${topic}Store {
  private final Map<String, ${topic}> kept = new ConcurrentHashMap<>();

  public ${topic} keep(${topic} ${name}) {
    kept.put(${name}.id(), ${name});
    return ${name};
  }

  public Optional<${topic}> find(String id) {
    return Optional.ofNullable(kept.get(id));
  }

  public List<${topic}> all() {
    return kept.values().stream().sorted(Comparator.comparing(${topic}::title)).toList();
  }

  public boolean remove(String id) {
    return kept.remove(id) != null;
  }
}
`,
    [`${topic}Service.java`]: `${head}import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.springframework.stereotype.Service;

@Service
public class ${topic}Service {
  private final ${topic}Store store;
  private final Clock clock;

  public ${topic}Service(${topic}Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  public ${topic} add(String title, long cents) {
    return store.keep(new ${topic}(UUID.randomUUID().toString(), title, cents, clock.instant()));
  }

  public ${topic} get(String id) {
    return store.find(id).orElseThrow(() -> new NoSuchElementException("no ${name} " + id));
  }

  public ${topic} reprice(String id, long cents) {
    return store.keep(get(id).costing(cents, clock.instant()));
  }

  public void remove(String id) {
    if (!store.remove(id)) throw new NoSuchElementException("no ${name} " + id);
  }

  public List<${topic}> all() {
    return store.all();
  }

  public long total() {
    return store.all().stream().mapToLong(${topic}::cents).sum();
  }
}
`,
    [`${topic}Controller.java`]: `${head}import java.util.List;
import java.util.NoSuchElementException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.*;

@RestController
@RequestMapping("/${name}s")
public class ${topic}Controller {
  public record Draft(String title, long cents) {}

  private final ${topic}Service service;

  public ${topic}Controller(${topic}Service service) {
    this.service = service;
  }

  @GetMapping
  public List<${topic}> all() {
    return service.all();
  }

  @GetMapping("/{id}")
  public ${topic} get(@PathVariable("id") String id) {
    return service.get(id);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  public ${topic} add(@RequestBody Draft draft) {
    return service.add(draft.title(), draft.cents());
  }

  @ExceptionHandler(NoSuchElementException.class)
  @ResponseStatus(HttpStatus.NOT_FOUND)
  public void missing() {}
}
`,
  };
};

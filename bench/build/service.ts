import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { application, classesOf, configuration } from './classes.ts';
import { applicationTest, testsOf } from './tests.ts';

// An ordinary Spring Boot service.

const topics = ['Article', 'Basket', 'Customer', 'Delivery', 'Invoice', 'Order', 'Payment'] as const;

const pom = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>3.5.7</version>
    <relativePath/>
  </parent>
  <groupId>com.example</groupId>
  <artifactId>shop</artifactId>
  <version>1.0.0</version>
  <properties>
    <java.version>17</java.version>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-web</artifactId>
    </dependency>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-actuator</artifactId>
    </dependency>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-test</artifactId>
      <scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <finalName>app</finalName>
    <plugins>
      <plugin>
        <groupId>org.springframework.boot</groupId>
        <artifactId>spring-boot-maven-plugin</artifactId>
      </plugin>
    </plugins>
  </build>
</project>
`;

const dockerfile = `FROM eclipse-temurin:17-jre
WORKDIR /app
COPY target/app.jar app.jar
USER 10001:10001
ENTRYPOINT ["java", "-jar", "app.jar"]
`;

/** What is in it. Four of the tests need the whole application, in two contexts. */
export const size = { classes: topics.length * 4 + 3, tests: topics.length * 8 + 4 };

/** The only file that a change of the service touches, and what is in it at the n-th one. */
export function change(count: number): Record<string, string> {
  return {
    'src/main/java/com/example/shop/Change.java': `package com.example.shop;\n\npublic class Change {\n  public static final int COUNT = ${count};\n}\n`,
  };
}

/** Files of the service by their paths. */
export function serviceFiles(): Record<string, string> {
  const [main, test] = ['src/main/java/com/example/shop', 'src/test/java/com/example/shop'];
  const below = (folder: string, files: Record<string, string>) =>
    Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content] as const);
  return {
    'pom.xml': pom,
    Dockerfile: dockerfile,
    '.dockerignore': '*\n!target/app.jar\n',
    '.gitignore': 'target/\n',
    'src/main/resources/application.properties': 'management.endpoints.web.exposure.include=health\n',
    [`${main}/Application.java`]: application,
    [`${main}/TimeConfiguration.java`]: configuration,
    [`${test}/ApplicationTest.java`]: applicationTest('ApplicationTest', 'MOCK'),
    [`${test}/ServerTest.java`]: applicationTest('ServerTest', 'RANDOM_PORT'),
    ...change(0),
    ...Object.fromEntries(topics.flatMap((topic) => below(`${main}/${topic.toLowerCase()}`, classesOf(topic)))),
    ...Object.fromEntries(topics.flatMap((topic) => below(`${test}/${topic.toLowerCase()}`, testsOf(topic)))),
  };
}

/** Writes the service into a folder. */
export async function writeService(folder: string): Promise<void> {
  for (const [name, content] of Object.entries(serviceFiles())) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a project's files by their paths. */
export async function writeProject(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

export interface PomParts {
  readonly artifact?: string;
  readonly packaging?: string;
  readonly modules?: readonly string[];
  /** Further elements of the project. */
  readonly more?: string;
  readonly plugins?: string;
}

const dependency = `<dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.12.2</version><scope>test</scope></dependency>`;

const plugin = (name: string, version: string) =>
  `<plugin><artifactId>maven-${name}-plugin</artifactId><version>${version}</version></plugin>`;

const fixedVersions = [
  plugin('resources', '3.3.1'),
  plugin('compiler', '3.14.0'),
  plugin('surefire', '3.5.3'),
  plugin('jar', '3.4.2'),
].join('');

/** A POM with JUnit 5 and the plugin versions of the example service, so that all tests share their downloads. */
export function pom(parts: PomParts = {}): string {
  const modules = (parts.modules ?? []).map((name) => `<module>${name}</module>`).join('');
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>com.example</groupId><artifactId>${parts.artifact ?? 'shop'}</artifactId><version>1.0</version>
<packaging>${parts.packaging ?? 'jar'}</packaging>
<properties><maven.compiler.release>17</maven.compiler.release><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
${modules === '' ? '' : `<modules>${modules}</modules>`}
<dependencies>${dependency}</dependencies>
<build><pluginManagement><plugins>${fixedVersions}</plugins></pluginManagement><plugins>${parts.plugins ?? ''}</plugins></build>
${parts.more ?? ''}</project>`;
}

/** JaCoCo bound in the POM, as many services have it. */
export function boundJacoco(version: string): string {
  return `<plugin><groupId>org.jacoco</groupId><artifactId>jacoco-maven-plugin</artifactId><version>${version}</version><executions><execution><goals><goal>prepare-agent</goal></goals></execution><execution><id>report</id><phase>verify</phase><goals><goal>report</goal></goals></execution></executions></plugin>`;
}

/** A class of 3 lines of code, 2 of them and 1 of 2 branches reached by {@link signTest}. */
export const sign = `package p;
public class Sign {
  public static int of(int number) {
    if (number < 0) {
      return -1;
    }
    return 1;
  }
}
`;

/** A test class with the given methods. */
export function testClass(name: string, methods: string): string {
  return `package p;
import static org.junit.jupiter.api.Assertions.*;
import org.junit.jupiter.api.*;
class ${name} {
${methods}
}
`;
}

export const signTest = testClass('SignTest', '  @Test void positive() { assertEquals(1, Sign.of(4)); }');

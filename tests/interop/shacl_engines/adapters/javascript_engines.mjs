// Runs one SHACL engine of the node_modules beside this file, and prints its results as JSON.
//
// node javascript_engines.mjs ENGINE JOB.json
//
// Reads and writes what tests/interop/shacl_engines/engines.py says.

import { readFileSync } from 'node:fs'
import dataFactory from '@rdfjs/data-model'
import datasetFactory from '@rdfjs/dataset'
import { Parser } from 'n3'
import RdfValidateShacl from 'rdf-validate-shacl'
import { Validator } from 'shacl-engine'
import { targetResolvers, validations } from 'shacl-engine/sparql.js'

const graphs = new Map()
const read = file => {
  if (!graphs.has(file)) graphs.set(file, new Parser({ factory: dataFactory }).parse(readFileSync(file, 'utf8')))
  return graphs.get(file)
}
const plain = term => !term ? '' : term.termType === 'BlankNode' ? '_:' : term.value
const SPARQL = 'http://www.w3.org/ns/shacl#sparql'

const engines = {
  // It looks for subclasses in the shapes graph, so the ontology is there, too.
  'shacl-engine': async (data, shapes, ontology) => {
    const graph = datasetFactory.dataset([...shapes, ...ontology])
    const validator = new Validator(graph, { factory: dataFactory, targetResolvers, validations })
    const { results } = await validator.validate({ dataset: datasetFactory.dataset(data) })
    return results.map(each => [each.shape.ptr.term, each.focusNode.term ?? each.focusNode, each.value?.term ?? each.value, each.message])
  },
  // It has no SPARQL constraints, and refuses a graph with one.
  'rdf-validate-shacl': async (data, shapes) => {
    const graph = datasetFactory.dataset(shapes.filter(quad => quad.predicate.value !== SPARQL))
    const { results } = await new RdfValidateShacl(graph).validate(datasetFactory.dataset(data))
    return results.map(each => [each.sourceShape, each.focusNode, each.value, each.message])
  }
}

const [name, job] = process.argv.slice(2)
const packageFile = new URL(`node_modules/${name}/package.json`, import.meta.url)
const { version } = JSON.parse(readFileSync(packageFile, 'utf8'))
const answers = []
for (const { data, shapes, ontology } of JSON.parse(readFileSync(job, 'utf8'))) {
  try {
    const results = await engines[name](read(data), read(shapes), read(ontology))
    answers.push({
      results: results.map(([shape, focus, value, messages]) =>
        [plain(shape), plain(focus), plain(value), [messages ?? []].flat().map(message => message.value ?? message)])
    })
  } catch (error) {
    answers.push({ error: `${error.name}: ${error.message}` })
  }
}
console.log(JSON.stringify({ version, answers }))

// Added to FerretDB's package sqlite at build time, see ../README.md.

package sqlite

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata"
	"github.com/FerretDB/FerretDB/internal/handler/sjson"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/must"
)

// pushedOperators are the comparisons that SQLite makes as MongoDB does, given two numbers.
var pushedOperators = map[string]string{"$eq": "=", "$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}

var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// pushdown gives a WHERE clause that keeps at least every document that the filter wants. FerretDB
// filters again afterwards, so the clause need not be exact; without one it decodes every document
// of the collection, which takes 0.2 ms each. The id's condition is answered by an index.
func pushdown(filter *types.Document) (string, []any) {
	var conditions []string
	var args []any
	for _, key := range filter.Keys() {
		value := must.NotFail(filter.Get(key))
		if key == "_id" {
			switch value.(type) {
			case string, types.ObjectID:
				conditions = append(conditions, metadata.IDColumn+" = ?")
				args = append(args, string(must.NotFail(sjson.MarshalSingleValue(value))))
			}
			continue
		}
		if !plainKey.MatchString(key) {
			continue
		}
		if operators, ok := value.(*types.Document); ok {
			for _, name := range operators.Keys() {
				operand := must.NotFail(operators.Get(name))
				if operator, known := pushedOperators[name]; known && isNumber(operand) {
					conditions = append(conditions, comparison(key, operator))
					args = append(args, operand)
				}
			}
			continue
		}
		if argument, ok := scalar(value); ok {
			conditions = append(conditions, comparison(key, "="))
			args = append(args, argument)
		}
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// comparison lets arrays and embedded documents through: of an array, any item may match.
func comparison(key, operator string) string {
	return fmt.Sprintf(`(%[1]s->>'$.%[2]s' %[3]s ? OR json_type(%[1]s, '$.%[2]s') IN ('array', 'object'))`,
		metadata.DefaultColumn, key, operator)
}

func isNumber(value any) bool {
	switch value := value.(type) {
	case int32, int64:
		return true
	case float64:
		return !math.IsNaN(value) && !math.IsInf(value, 0)
	}
	return false
}

// scalar gives the value as SQLite reads it out of JSON, where true is 1.
func scalar(value any) (any, bool) {
	switch value := value.(type) {
	case string:
		return value, !strings.ContainsRune(value, 0)
	case bool:
		if value {
			return int64(1), true
		}
		return int64(0), true
	}
	return value, isNumber(value)
}

package rooms

import "reflect"

// CommandTypes returns the type of every command that a device can send, by name: what the front end's types are
// generated from.
func CommandTypes() map[string]reflect.Type {
	types := make(map[string]reflect.Type, len(commands))
	for name, decode := range commands {
		command, err := decode(nil)
		if err != nil {
			panic(err) // no arguments are the zero command
		}
		types[name] = reflect.TypeOf(command)
	}
	return types
}
